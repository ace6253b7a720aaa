import { cellType, numberType } from './value-type';
import type { FieldType } from '../../lambda-src/core/schema/field-type';

describe('the type of a JSON number', () => {
  test.each<[string, FieldType]>([
    ['0', 'bigint'], ['-0', 'bigint'], ['-1', 'bigint'], ['999999999999999', 'bigint'],
    ['9007199254740992', 'bigint'], ['-9007199254740992', 'bigint'],
    ['9007199254740993', 'bigint(wide)'], ['-9007199254740993', 'bigint(wide)'],
    ['9223372036854775807', 'bigint(wide)'], ['-9223372036854775808', 'bigint(wide)'],
    ['9223372036854775808', 'decimal(19,0)'], ['-9223372036854775809', 'decimal(19,0)'],
    ['18446744073709551616', 'decimal(20,0)'], ['9'.repeat(38), 'decimal(38,0)'],
    ['9'.repeat(39), 'json'], ['1' + '0'.repeat(39), 'json'],
    ['1.0', 'double'], ['1e5', 'double'], ['-0.0', 'double'], ['1E-400', 'double'], ['1.7976931348623157e308', 'double'],
    ['1e400', 'json'], ['-1e400', 'json'], [`0.${'1'.repeat(1_000)}`, 'json'],
  ])('%s is %s', (text, type) => {
    expect(numberType(text, 'json')).toBe(type);
  });
});

describe('the type of a CSV cell', () => {
  test.each<[string, FieldType | undefined]>([
    ['', undefined],
    ['true', 'boolean'], ['false', 'boolean'], ['True', 'string'], ['T', 'string'], ['yes', 'string'],
    ['0', 'bigint'], ['-12', 'bigint'], ['00123', 'string'], ['+1', 'string'], [' 1', 'string'], ['1 ', 'string'], ['1,234', 'string'],
    ['0x1F', 'string'], ['1.', 'string'], ['.5', 'string'], ['-', 'string'],
    ['9007199254740993', 'bigint(wide)'], ['18446744073709551616', 'decimal(20,0)'], ['9'.repeat(40), 'string'],
    ['1.50', 'double'], ['1e5', 'double'], ['1e400', 'string'],
    ['NaN', 'double'], ['Infinity', 'double'], ['-Infinity', 'double'], ['inf', 'string'], ['nan', 'string'], ['+Infinity', 'string'],
    ['NA', 'string'], ['null', 'string'],
  ])('%j is %s', (cell, type) => {
    expect(cellType(cell)).toBe(type);
  });

  test.each(['2024-01-02', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31', '1582-10-10'])('%s is a date', (cell) => {
    expect(cellType(cell)).toBe('date');
  });

  test.each([
    '2023-02-29', '1900-02-29', '2024-00-01', '2024-13-01', '2024-01-00', '2024-01-32', '2024-04-31', '0000-01-01', '2024-1-2', '01/02/2024',
    '2024-01-02\n', '12:30:00',
  ])('%j is not a date', (cell) => {
    expect(cellType(cell)).toBe('string');
  });

  test.each([
    '2024-01-02T03:04:05', '2024-01-02 03:04:05', '2024-01-02T03:04:05Z', '2024-01-02T03:04:05.123456789+05:30', '2024-01-02T00:00:00+18:00',
    '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z',
  ])('%s is a timestamp', (cell) => {
    expect(cellType(cell)).toBe('timestamp');
  });

  test.each([
    '2024-01-02T24:00:00', '2024-01-02T23:60:00', '2024-01-02T23:59:60', '2024-01-02T03:04', '2024-01-02T03:04:05.', '2024-01-02T03:04:05z',
    '2024-01-02T03:04:05+0530', '2024-01-02T03:04:05+18:01', '2024-01-02T03:04:05-19:00', '2024-01-02T03:04:05+05:60',
    '2023-02-29T00:00:00', '9999-12-31T23:59:59-12:00', '0001-01-01T00:00:00+12:00', '2024-01-02T03:04:05.1234567891',
  ])('%s is not a timestamp', (cell) => {
    expect(cellType(cell)).toBe('string');
  });
});
