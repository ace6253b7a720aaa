"""Writes the corpus of malformed and hostile files, and the expected verdict on each.

    python3 test/corpus/build_corpus.py          # writes test/corpus/files/ and test/corpus/manifest.json

The verdict on a file never comes from the code under test. Python's own `json` or `csv` gives it wherever it can. The
rest comes from the text of a standard (RFC 8259, RFC 3629, RFC 4180, RFC 1952) or from one of this project's listed
refusals; the manifest says which. A case gives its class, a name, the bytes, and, for a listed refusal, the rule.
"""
import codecs
import csv
import gzip
import io
import json
import pathlib
import re
import sys
import zlib

HERE = pathlib.Path(__file__).parent
sys.set_int_max_str_digits(0)
sys.setrecursionlimit(100_000)
csv.field_size_limit(1 << 30)

CASES = []


def case(family, group, name, data, *, rule=None, options=None, verdict=None, basis=None, note=None):
    """One file. `rule`: the listed refusal that is expected although a standard allows the file. `verdict`/`basis`: what
    the standard says where no oracle can run (for instance about a gzip CRC)."""
    if isinstance(data, str):
        data = data.encode('utf-8')
    CASES.append(dict(family=family, group=group, name=name, data=data, rule=rule, options=options,
                      verdict=verdict, basis=basis, note=note))


def j(group, name, data, **kw):
    case('json', group, name, data, **kw)


def c(group, name, data, **kw):
    case('csv', group, name, data, **kw)


# ---------------------------------------------------------------- JSON: grammar of values
for name, text in {
    'leading_zero': '01', 'leading_zeros': '-012', 'plus_sign': '+1', 'bare_minus': '-', 'minus_space': '- 1',
    'no_integer_part': '.5', 'no_fraction': '1.', 'no_exponent': '1e', 'exponent_plus_only': '1e+', 'two_dots': '1.2.3',
    'hex': '0x1F', 'octal': '0o7', 'underscore': '1_000', 'comma_thousands': '1,000.5', 'nan': 'NaN', 'minus_nan': '-NaN',
    'infinity': 'Infinity', 'minus_infinity': '-Infinity', 'inf': 'inf', 'double_minus': '--1', 'fullwidth_digit': '１',
    'exponent_fraction': '1e1.5', 'letter_after': '1a', 'fraction_exponent_missing': '1.e5', 'zero_then_digit': '00',
}.items():
    j('number-malformed', name, '{"a":%s}' % text)
for name, text in {
    'two_pow_53_plus_1': '9007199254740993', 'int64_max': '9223372036854775807', 'int64_min': '-9223372036854775808',
    'int64_max_plus_1': '9223372036854775808', 'digits_38': '9' * 38, 'digits_39': '9' * 39, 'digits_400': '1' * 400,
    'exponent_400': '1e400', 'exponent_minus_400': '1e-400', 'minus_zero': '-0', 'minus_zero_point': '-0.0',
    'exponent_upper': '1E5', 'exponent_plus': '1e+05', 'exponent_zeros': '1e0000000000000000005',
    'long_fraction': '0.' + '1' * 300, 'denormal': '5e-324', 'halfway': '1.00000000000000011102230246251565404',
    'zero_exponent': '0e999999999', 'smallest_above_max': '1.7976931348623159e308',
}.items():
    j('number-extreme', name, '{"a":%s}' % text)
    j('number-extreme', name + '_then_double', '{"a":%s}\n{"a":0.5}\n' % text)
for name, text in {
    'true_upper': 'TRUE', 'true_cut': 'tru', 'true_long': 'truex', 'false_cut': 'fals', 'null_cut': 'nul',
    'null_upper': 'Null', 'none': 'None', 'undefined': 'undefined', 'nil': 'nil', 'yes': 'yes', 'empty_value': '',
}.items():
    j('literal-malformed', name, '{"a":%s}' % text)

# ---------------------------------------------------------------- JSON: strings
for name, raw in {
    'raw_newline': b'"a\nb"', 'raw_tab': b'"a\tb"', 'raw_nul': b'"a\x00b"', 'raw_unit_separator': b'"a\x1fb"',
    'raw_cr': b'"a\rb"', 'raw_escape': b'"\x1b[0m"',
}.items():
    j('string-control-character', name, b'{"a":' + raw + b'}')
for name, raw in {
    'escape_x': r'"\x41"', 'escape_quote_single': r'''"\'"''', 'escape_a': r'"\a"', 'escape_v': r'"\v"', 'escape_0': r'"\0"',
    'u_short': r'"\u12"', 'u_not_hex': r'"\u12G4"', 'u_braces': r'"\u{41}"', 'u_upper': r'"\U00000041"',
    'backslash_end': '"\\', 'u_cut': '"\\u00', 'escape_newline': '"a\\\nb"', 'escape_space': r'"\ "', 'u_signed': r'"\u+123"',
}.items():
    j('string-escape-malformed', name, '{"a":%s}' % raw)
for name, raw in {
    'every_escape': r'"\"\\\/\b\f\n\r\t\u0041"', 'escaped_nul': r'"\u0000"', 'pair': r'"\ud83d\ude00"', 'pair_upper': r'"\uD83D\uDE00"',
    'slash_plain': '"a/b"', 'delete_character': '"\x7f"', 'line_separator': '"\u2028\u2029\u0085"', 'noncharacter': '"\uffff\ufdd0"',
    'astral': '"\U0001F600\U0010FFFF"', 'bom_inside': '"a\ufeffb"', 'nfd': '"e\u0301"', 'nfc': '"\u00e9"', 'bidi': '"\u202eabc"',
    'looks_like_number': '"00123"', 'looks_like_date': '"2024-13-45"', 'looks_like_null': '"null"', 'empty': '""',
    'looks_like_json': '"{\\"a\\":1}"', 'only_backslashes': '"' + '\\\\' * 33 + '"', 'quote_at_16': '"' + 'x' * 15 + '\\"' + 'y' * 15 + '"',
}.items():
    j('string-valid', name, '{"a":%s}' % raw)
for name, raw in {
    'high': r'"\ud800"', 'low': r'"\udc00"', 'reversed': r'"\udc00\ud800"', 'high_high': r'"\ud800\ud800"', 'high_then_letter': r'"\ud800a"',
    'high_at_end': r'"abc\udbff"', 'high_then_escape': r'"\ud800\n"', 'high_then_low_escaped_wrong': r'"\ud800\u0061"',
}.items():
    j('lone-surrogate', name, '{"a":%s}' % raw, rule='lone_surrogate')
j('lone-surrogate', 'in_a_key', r'{"\udead":1}', rule='lone_surrogate')
for name, text in {
    'unclosed': '{"a":"b', 'unclosed_then_brace': '{"a":"b}', 'single_quotes': "{'a':1}", 'unquoted_key': '{a:1}', 'unquoted_value': '{"a":b}',
    'number_key': '{1:1}', 'null_key': '{null:1}', 'two_strings': '{"a":"b" "c"}', 'smart_quotes': '{\u201ca\u201d:1}', 'backtick': '{"a":`b`}',
}.items():
    j('string-quoting', name, text)

# ---------------------------------------------------------------- UTF-8 and encodings
for name, raw in {
    'overlong_slash': b'\xc0\xaf', 'overlong_nul': b'\xc0\x80', 'overlong_3': b'\xe0\x80\xaf', 'overlong_4': b'\xf0\x80\x80\xaf',
    'surrogate_high': b'\xed\xa0\x80', 'surrogate_pair': b'\xed\xa0\xbd\xed\xb8\x80', 'above_10ffff': b'\xf4\x90\x80\x80', 'f5': b'\xf5\x80\x80\x80',
    'fe': b'\xfe', 'ff': b'\xff', 'lone_continuation': b'\x80', 'cut_2': b'\xc3', 'cut_3': b'\xe2\x82', 'cut_4': b'\xf0\x9f\x98',
    'latin1': 'caf\u00e9'.encode('latin-1'), 'cp1252_quotes': b'\x93x\x94', 'continuation_extra': b'\xc3\xa9\xa9',
}.items():
    j('utf8-malformed', name, b'{"a":"' + raw + b'"}')
    c('csv-utf8-malformed', name, b'id,name\n1,' + raw + b'\n')
j('utf8-malformed', 'in_a_key', b'{"\xff":1}')
j('utf8-malformed', 'after_the_document', b'{"a":1}\xff')
DOC = '{"a":"é😀","n":1}'
j('byte-order-mark', 'utf8', codecs.BOM_UTF8 + DOC.encode())
j('byte-order-mark', 'utf8_twice', codecs.BOM_UTF8 * 2 + DOC.encode(), verdict='refused', basis='RFC 8259 §2: U+FEFF is no white space')
j('byte-order-mark', 'utf8_on_line_2', DOC.encode() + b'\n' + codecs.BOM_UTF8 + DOC.encode(), verdict='refused', basis='RFC 8259 §2: U+FEFF is no white space')
j('byte-order-mark', 'utf8_alone', codecs.BOM_UTF8, rule='empty_file', verdict='refused', basis='no record')
j('byte-order-mark', 'utf16le', codecs.BOM_UTF16_LE + DOC.encode('utf-16-le'), verdict='accepted', basis='UTF-16 with a byte order mark is accepted (listed extension)')
j('byte-order-mark', 'utf16be', codecs.BOM_UTF16_BE + DOC.encode('utf-16-be'), verdict='accepted', basis='UTF-16 with a byte order mark is accepted (listed extension)')
j('byte-order-mark', 'utf16le_odd_length', codecs.BOM_UTF16_LE + DOC.encode('utf-16-le') + b'\x20', verdict='refused', basis='RFC 2781: code units have two bytes')
j('byte-order-mark', 'utf16le_lone_surrogate', codecs.BOM_UTF16_LE + '{"a":"'.encode('utf-16-le') + b'\x00\xd8' + '"}'.encode('utf-16-le'), verdict='refused', basis='RFC 2781: unpaired surrogate')
j('byte-order-mark', 'utf16le_without', DOC.encode('utf-16-le'), verdict='refused', basis='UTF-16 without a byte order mark is not UTF-8 JSON')
j('byte-order-mark', 'utf32le', codecs.BOM_UTF32_LE + DOC.encode('utf-32-le'), verdict='refused', basis='RFC 8259 §8.1: UTF-8')

# ---------------------------------------------------------------- JSON: structure
for name, text in {
    'unclosed_object': '{"a":1', 'unclosed_array': '[{"a":1}', 'unclosed_nested': '{"a":{"b":1}', 'closed_twice': '{"a":1}}', 'wrong_bracket': '{"a":1]',
    'array_wrong_bracket': '[{"a":1}}', 'only_open': '{', 'only_close': '}', 'only_comma': ',', 'only_colon': ':', 'open_array_only': '[', 'cut_after_key': '{"a"',
    'cut_after_colon': '{"a":', 'cut_after_comma': '{"a":1,', 'array_cut_after_comma': '[{"a":1},',
}.items():
    j('structure-unbalanced', name, text)
for name, text in {
    'object_trailing_comma': '{"a":1,}', 'array_trailing_comma': '[{"a":1},]', 'nested_trailing_comma': '{"a":[1,]}', 'leading_comma': '{,"a":1}',
    'double_comma': '{"a":1,,"b":2}', 'array_leading_comma': '[,{"a":1}]', 'array_double_comma': '{"a":[1,,2]}', 'missing_comma': '{"a":1 "b":2}',
    'array_missing_comma': '{"a":[1 2]}', 'records_missing_comma': '[{"a":1} {"a":2}]', 'missing_colon': '{"a" 1}', 'double_colon': '{"a"::1}', 'colon_in_array': '{"a":[1:2]}',
    'comma_for_colon': '{"a",1}', 'semicolon': '{"a":1;"b":2}', 'equals': '{"a"=1}',
}.items():
    j('structure-separators', name, text)
for name, text in {
    'line_comment': '{"a":1 // x\n}', 'block_comment': '{/* x */"a":1}', 'hash_comment': '{"a":1} # x', 'comment_first': '// x\n{"a":1}', 'shell_prefix': ')]}\',\n{"a":1}',
    'text_before': 'data: {"a":1}', 'text_after': '{"a":1} done', 'html': '<!DOCTYPE html><html></html>', 'xml': '<?xml version="1.0"?><a/>', 'yaml': '---\na: 1\n', 'ini': '[section]\na=1\n',
}.items():
    j('not-json', name, text)
for name, raw in {
    'form_feed': b'{"a":1}\x0c', 'vertical_tab': b'\x0b{"a":1}', 'no_break_space': b'{"a":\xc2\xa01}', 'nul_after': b'{"a":1}\x00', 'nul_between': b'{"a":\x001}', 'zero_width_space': b'\xe2\x80\x8b{"a":1}', 'line_separator': b'{"a":1}\xe2\x80\xa8{"a":2}',
}.items():
    j('white-space-illegal', name, raw)
for name, raw in {
    'all_four': b' \t\r\n{ \t\r\n"a" \t\r\n: \t\r\n1 \t\r\n} \t\r\n', 'pretty': json.dumps({'a': {'b': [1, 2, {'c': None}]}}, indent=2).encode(), 'pretty_array': json.dumps([{'a': 1}, {'a': 2}], indent=4).encode(),
    'crlf_pretty': json.dumps([{'a': 1}, {'a': 2}], indent=1).replace('\n', '\r\n').encode(), 'minified': b'[{"a":1},{"a":2}]', 'empty_array': b'[]', 'empty_array_spaced': b' [ \n ] ', 'empty_object': b'{}', 'many_empty_objects': b'[{},{},{}]', 'cr_only_white_space': b'{\r"a"\r:\r1}\r',
}.items():
    j('white-space-legal', name, raw)
for name, raw in {
    'lf': b'{"a":1}\n{"a":2}\n', 'crlf': b'{"a":1}\r\n{"a":2}\r\n', 'no_final_newline': b'{"a":1}\n{"a":2}', 'blank_lines': b'\n\n{"a":1}\n\n \t \n{"a":2}\n\n', 'spaces_around': b'  {"a":1}  \n\t{"a":2}\t\n', 'other_keys': b'{"a":1}\n{"b":"x"}\n{}\n', 'mixed_ends': b'{"a":1}\n{"a":2}\r\n{"a":3}', 'cr_only': b'{"a":1}\r{"a":2}\r',
}.items():
    j('ndjson-valid', name, raw)
for name, raw in {
    'array_line': b'{"a":1}\n[{"a":2}]\n', 'scalar_line': b'{"a":1}\n5\n', 'null_line': b'{"a":1}\nnull\n', 'string_line': b'"x"\n', 'comma_lines': b'{"a":1},\n{"a":2}\n', 'bad_last_line': b'{"a":1}\n{"a":2}\n{"a":', 'bad_middle_line': b'{"a":1}\n{"a":}\n{"a":3}\n', 'garbage_line': b'{"a":1}\n-- end --\n', 'array_then_object': b'[{"a":1}]\n{"a":2}\n', 'two_arrays': b'[{"a":1}]\n[{"a":2}]\n',
}.items():
    j('ndjson-malformed', name, raw, rule='not_a_record' if name in ('array_line', 'scalar_line', 'null_line', 'string_line') else None,
      **(dict(verdict='refused', basis='one array is a text, two are none (RFC 8259 §2)') if name in ('array_then_object', 'two_arrays') else {}))
for name, raw in {
    'number': b'5', 'string': b'"x"', 'true': b'true', 'null': b'null', 'array_of_numbers': b'[1,2]', 'array_of_arrays': b'[[1],[2]]', 'array_mixed': b'[{"a":1},2]', 'array_with_null': b'[{"a":1},null]',
}.items():
    j('not-a-record', name, raw, rule='not_a_record')
for name, raw in {'no_bytes': b'', 'one_newline': b'\n', 'white_space': b' \t\r\n \n'}.items():
    j('empty', name, raw, rule='empty_file', verdict='refused', basis='RFC 8259 §2: a text has one value')
    # A line of white space is a header whose columns have no names.
    c('empty', 'csv_' + name, raw, rule='empty_header' if name == 'white_space' else 'empty_file', verdict='refused', basis='no header')

# ---------------------------------------------------------------- JSON: keys
for name, raw in {
    'same_key': '{"a":1,"a":2}', 'same_key_same_value': '{"a":1,"a":1}', 'escaped_spelling': r'{"a":1,"\u0061":2}', 'nested': '{"x":{"a":1,"b":2,"a":3}}', 'in_array': '{"x":[{"a":1},{"a":1,"a":2}]}', 'far_apart': '{"a":1,%s,"a":2}' % ','.join('"k%d":0' % i for i in range(300)), 'second_record': '{"a":1}\n{"a":2,"a":3}\n', 'empty_key_twice': '{"":1,"":2}', 'proto_twice': '{"__proto__":1,"__proto__":2}', 'only_null': '{"a":null,"a":null}',
}.items():
    j('duplicate-key', name, raw, rule='duplicate_key')
for name, raw in {
    'id': '{"id":1,"Id":2}', 'nested': '{"x":{"userId":1,"userid":2}}', 'across_records': '{"id":1}\n{"ID":2}\n', 'non_ascii': '{"é":1,"É":2}', 'array_elements': '{"x":[{"a":1},{"A":1}]}',
}.items():
    j('case-collision', name, raw, rule='case_collision')
for name, raw in {
    'proto': '{"__proto__":{"polluted":true},"a":1}', 'constructor': '{"constructor":{"prototype":{"x":1}}}', 'has_own_property': '{"hasOwnProperty":1,"toString":2,"valueOf":3}', 'empty': '{"":1}', 'empty_nested': '{"a":{"":{"":1}}}',
    'dots': '{"a.b":1,"a":{"b":2}}', 'brackets': '{"a[]":1,"a":[2],"b{}":3}', 'backslash': r'{"a\\b":1,"\\":2}', 'quote': r'{"\"":1}', 'newline_escaped': r'{"a\nb":1}', 'nul_escaped': r'{"a\u0000b":1}', 'spaces': '{" a ":1,"a":2}', 'emoji': '{"😀":1}', 'nfc_and_nfd': '{"\u00e9":1,"e\u0301":2}', 'digits': '{"0":1,"1":2,"00":3}', 'long_300': '{"%s":1}' % ('k' * 300), 'numeric_like': '{"1e5":1,"-0":2}', 'column_names': '{"source":1,"date":"x","_source_file":"y","_corrupt_record":"z"}',
}.items():
    j('key-unusual', name, raw)
j('bounds', 'key_70_kb', '{"%s":1}' % ('k' * 70_000), rule='field_name_too_long')

# ---------------------------------------------------------------- JSON: depth and size
for depth in (2, 32, 60):
    j('depth-legal', f'objects_{depth}', '{"a":' * depth + '1' + '}' * depth)
    j('depth-legal', f'arrays_{depth}', '{"a":' + '[' * (depth - 1) + '1' + ']' * (depth - 1) + '}')
for depth in (200, 5_000, 100_000):
    j('depth-beyond-bound', f'objects_{depth}', '{"a":' * depth + '1' + '}' * depth, rule='too_deep', verdict='refused', basis='valid by RFC 8259')
    j('depth-beyond-bound', f'arrays_{depth}', '{"a":' + '[' * depth + ']' * depth + '}', rule='too_deep', verdict='refused', basis='valid by RFC 8259')
j('depth-beyond-bound', 'arrays_open_100000', '[' * 100_000, verdict='refused', basis='unclosed')
j('depth-beyond-bound', 'objects_open_100000', '{"a":' * 100_000, verdict='refused', basis='unclosed')
for name, raw in {
    'empty_array': '{"a":[]}', 'empty_object': '{"a":{}}', 'array_of_empty': '{"a":[[],[]]}', 'nulls': '{"a":null}\n{"a":null}\n', 'mixed_scalar': '{"a":1}\n{"a":"x"}\n{"a":true}\n', 'scalar_and_object': '{"a":1}\n{"a":{"b":2}}\n', 'scalar_and_array': '{"a":1}\n{"a":[2]}\n', 'array_and_object': '{"a":[1]}\n{"a":{"b":1}}\n', 'heterogeneous_array': '{"a":[1,"x",null,true,{"b":1},[2]]}', 'null_then_value': '{"a":null}\n{"a":{"b":1}}\n', 'array_of_arrays': '{"a":[[1,2],[3.5],[]]}', 'empty_then_full': '{"a":[]}\n{"a":[{"b":1}]}\n', 'string_then_null': '{"a":"x"}\n{}\n{"a":null}\n', 'number_forms': '{"a":1}\n{"a":1.0}\n{"a":1e2}\n',
}.items():
    j('types-mixed', name, raw)
j('wide', 'keys_3000', json.dumps({f'k{i}': i for i in range(3000)}))
j('wide', 'map_like', '\n'.join(json.dumps({'m': {f'u{i}_{k}': k for k in range(20)}}) for i in range(50)))

# ---------------------------------------------------------------- gzip
GOOD = b'{"a":1}\n{"a":2}\n'
def member(data, name=''):
    out = io.BytesIO()
    with gzip.GzipFile(filename=name, mode='wb', fileobj=out, mtime=0) as f:
        f.write(data)
    return out.getvalue()
Z = member(GOOD)
j('gzip-valid', 'one_member', Z, verdict='accepted', basis='RFC 1952')
j('gzip-valid', 'two_members', member(b'{"a":1}\n') + member(b'{"a":2}\n'), verdict='accepted', basis='RFC 1952 §2.2: members simply follow')
j('gzip-valid', 'member_splits_a_record', member(b'{"a":') + member(b'1}\n'), verdict='accepted', basis='RFC 1952 §2.2')
j('gzip-valid', 'empty_first_member', member(b'') + Z, verdict='accepted', basis='RFC 1952 §2.2')
j('gzip-valid', 'with_name', member(GOOD, 'orders.json'), verdict='accepted', basis='RFC 1952 FNAME')
j('gzip-malformed', 'cut_in_header', Z[:6], verdict='refused', basis='RFC 1952')
j('gzip-malformed', 'cut_in_data', Z[:-12], verdict='refused', basis='RFC 1952')
j('gzip-malformed', 'cut_in_trailer', Z[:-3], verdict='refused', basis='RFC 1952')
j('gzip-malformed', 'bad_crc', Z[:-8] + bytes([Z[-8] ^ 1]) + Z[-7:], verdict='refused', basis='RFC 1952 CRC32')
j('gzip-malformed', 'bad_size', Z[:-1] + bytes([Z[-1] ^ 1]), verdict='refused', basis='RFC 1952 ISIZE')
j('gzip-malformed', 'bad_method', Z[:2] + b'\x07' + Z[3:], verdict='refused', basis='RFC 1952 CM')
j('gzip-malformed', 'trailing_garbage', Z + b'garbage', verdict='refused', basis='RFC 1952: members only')
j('gzip-malformed', 'magic_only', b'\x1f\x8b', verdict='refused', basis='RFC 1952')
j('gzip-malformed', 'empty_content', member(b''), rule='empty_file', verdict='refused', basis='no record')
j('gzip-malformed', 'twice', member(Z), verdict='refused', basis='its content is gzip, not JSON')
j('gzip-malformed', 'zlib_stream', zlib.compress(GOOD), verdict='refused', basis='zlib is not gzip')
j('gzip-bomb', 'white_space_64_mb', member(b' ' * (64 << 20)), rule='empty_file', verdict='refused', basis='no record')
j('gzip-bomb', 'one_string_96_mb', member(b'{"a":"' + b'x' * (96 << 20) + b'"}'), rule='record_too_long', verdict='refused', basis='valid by RFC 8259')
j('gzip-bomb', 'open_string_96_mb', member(b'{"a":"' + b'x' * (96 << 20)), verdict='refused', basis='unclosed')
for name, raw in {'png': b'\x89PNG\r\n\x1a\n' + bytes(32), 'zip': b'PK\x03\x04' + bytes(32), 'parquet': b'PAR1' + bytes(16) + b'PAR1', 'pdf': b'%PDF-1.7\n', 'bzip2': b'BZh91AY&SY' + bytes(16), 'zstd': b'\x28\xb5\x2f\xfd' + bytes(16), 'nul_bytes': bytes(64), 'avro': b'Obj\x01' + bytes(16)}.items():
    j('binary', name, raw)

# ---------------------------------------------------------------- CSV
for name, text in {
    'plain': 'a,b\n1,2\n', 'no_final_newline': 'a,b\n1,2', 'crlf': 'a,b\r\n1,2\r\n', 'cr': 'a,b\r1,2\r', 'quoted': 'a,b\n"1","2"\n', 'quoted_header': '"a","b"\n1,2\n', 'embedded_lf': 'a,b\n"1\n2",3\n', 'embedded_crlf': 'a,b\r\n"1\r\n2",3\r\n', 'embedded_delimiter': 'a,b\n"1,2",3\n', 'doubled_quotes': 'a,b\n"x ""y"" z",3\n', 'only_quotes': 'a,b\n"""",""""""\n', 'empty_cells': 'a,b\n"",\n1,\n,2\n', 'empty_quoted': 'a,b\n"",""\n', 'quote_inside_unquoted': 'a,b\n5" pipe,x\n', 'spaces_kept': 'a,b\n 1 , 2 \n', 'header_only': 'a,b\n', 'header_only_no_newline': 'a,b', 'single_column': 'a\n1\n2\n', 'blank_lines': 'a,b\n\n1,2\n\n3,4\n\n', 'backslash': 'a,b\n\\N,"x\\y"\n', 'unicode': 'ä,ß\né,😀\n', 'header_case': 'A,b\n1,2\n', 'trailing_spaces_line': 'a,b\n1,2\n', 'quoted_number_like': 'a,b\n"007","1e5"\n', 'semicolon': 'a;b\n1,5;2\n3,5;4\n', 'tab': 'a\tb\n1\t2\n', 'pipe': 'a|b\n1|2\n', 'formula': 'a,b\n=1+1,@x\n', 'long_cell': 'a,b\n%s,1\n' % ('x' * 100_000),
}.items():
    c('csv-valid', name, text)
for name, text in {
    'unclosed': 'a,b\n"1,2\n', 'unclosed_at_end': 'a,b\n1,"', 'junk_after_quote': 'a,b\n"1"x,2\n', 'space_after_quote': 'a,b\n"1" ,2\n', 'unclosed_header': '"a,b\n1,2\n', 'backslash_quote': 'a,b\n"x\\"y",2\n',
}.items():
    c('csv-quotes-malformed', name, text)
for name, text in {
    'short': 'a,b,c\n1,2\n', 'long': 'a,b\n1,2,3\n', 'trailing_delimiter': 'a,b\n1,2,\n', 'short_middle': 'a,b\n1,2\n3\n4,5\n', 'long_last': 'a,b\n1,2\n3,4,5\n', 'footer': 'a,b\n1,2\nTotal: 1\n', 'preamble': 'Report of today\na,b\n1,2\n',
}.items():
    c('csv-ragged', name, text, rule='ragged_row')
for name, text in {
    'duplicate': 'a,a\n1,2\n', 'duplicate_far': 'a,%s,a\n%s\n' % (','.join(f'c{i}' for i in range(50)), ','.join('1' * 52)), 'empty_name': 'a,\n1,2\n',
}.items():
    c('csv-header', name, text, rule='duplicate_header' if 'duplicate' in name else 'empty_header')
c('csv-header', 'all_empty', ',,\n1,2,3\n', verdict='accepted', basis='a row of nothing but delimiters is no row')
c('csv-header', 'case_collision', 'Id,ID\n1,2\n', rule='case_collision')
c('csv-header', 'empty_first', ',b\n1,2\n')
c('csv-header', 'proto', '__proto__,constructor\n1,2\n')
c('csv-header', 'dots_and_brackets', 'a.b,c[],d{}\n1,2,3\n')
c('csv-header', 'name_70_kb', 'k' * 70_000 + ',b\n1,2\n', rule='field_name_too_long')
BOMMED = 'Pollster;Datum\né😀;2024-01-02\n"a\nb";2024-01-03\n'
c('csv-encoding', 'utf8_bom', codecs.BOM_UTF8 + BOMMED.encode(), verdict='accepted', basis='RFC 3629 §6')
c('csv-encoding', 'utf16le', codecs.BOM_UTF16_LE + BOMMED.encode('utf-16-le'), verdict='accepted', basis='UTF-16 with a byte order mark (listed extension)')
c('csv-encoding', 'utf16be', codecs.BOM_UTF16_BE + BOMMED.encode('utf-16-be'), verdict='accepted', basis='UTF-16 with a byte order mark (listed extension)')
c('csv-encoding', 'utf16le_without_bom', BOMMED.encode('utf-16-le'), verdict='refused', basis='NUL bytes are no CSV text in UTF-8')
c('csv-encoding', 'gzip', member(BOMMED.encode()), verdict='accepted', basis='RFC 1952')
for name, text in {
    'dates': 'a,b\n2024-01-02,2024-01-02T03:04:05Z\n2024-02-29,2024-01-02 03:04:05\n', 'not_dates': 'a,b\n2024-13-45,20240101\n01/02/2024,2023-02-29\n', 'booleans': 'a,b\ntrue,TRUE\nfalse,False\n', 'numbers': 'a,b\n1,1.5\n-2,1e5\n', 'big': 'a,b\n9007199254740993,9223372036854775808\n1,2\n', 'leading_zeros': 'a,b\n007,00\n12,0\n', 'nan': 'a,b\nNaN,Infinity\n1.5,-Infinity\n', 'null_words': 'a,b\nNA,null\nN/A,NULL\n', 'all_empty_column': 'a,b\n1,\n2,\n', 'mixed': 'a,b\n1,x\ntrue,2\n', 'signs': 'a,b\n+1,-0\n-1,0\n', 'big_and_double': 'a,b\n9007199254740993,1\n0.5,2\n',
}.items():
    c('csv-types', name, text)


# ---------------------------------------------------------------- the oracles
class Refused(Exception):
    pass


def no_constant(name):
    raise Refused(f'{name} is no JSON')


DECODER = json.JSONDecoder(parse_constant=no_constant, strict=True)
WS = re.compile(r'[ \t\n\r]*')


def decode(data):
    """The text of a UTF-8 file, one byte order mark stripped."""
    text = data.decode('utf-8', errors='strict')
    return text[1:] if text.startswith('\ufeff') else text


def json_records(data):
    """The records that Python's `json` finds: one object, one array of objects, or objects one after another."""
    text = decode(data)
    values, at = [], WS.match(text).end()
    while at < len(text):
        value, at = DECODER.raw_decode(text, at)
        values.append(value)
        at = WS.match(text, at).end()
    if not values:
        raise Refused('no value')
    if len(values) == 1 and isinstance(values[0], list):
        return values[0]
    return values


def csv_records(data):
    """The records that Python's `csv` finds in strict mode. The delimiter is the most frequent one in the first line, outside quotes."""
    text = decode(data)
    header = re.sub(r'"[^"]*"', '', re.split(r'\r\n|\n|\r', text, maxsplit=1)[0])
    delimiter = max(',;\t|', key=header.count)
    rows = [r for r in csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, strict=True) if r]
    if not rows:
        raise Refused('no header')
    return rows[1:]


def judge(item):
    oracle = {'json': 'Python json', 'csv': 'Python csv'}[item['family']]
    out = dict(class_=item['group'], family=item['family'], rule=item['rule'])
    if item['verdict']:
        out.update(oracle=None, basis=item['basis'], accepted=item['verdict'] == 'accepted')
        if out['accepted']:
            out['records'] = None
        return out
    try:
        records = (json_records if item['family'] == 'json' else csv_records)(item['data'])
        out.update(oracle=oracle, valid=True, records=len(records))
    except (ValueError, Refused, csv.Error, RecursionError) as error:
        out.update(oracle=oracle, valid=False, says=f'{type(error).__name__}: {str(error)[:100]}')
    # A listed refusal rejects a valid file; every other verdict must agree with the oracle.
    out['accepted'] = out.pop('valid') and not item['rule']
    if not out['accepted']:
        out.pop('records', None)
    return out


def main():
    files = HERE / 'files'
    manifest = {}
    for item in CASES:
        suffix = 'gz' if item['data'][:2] == b'\x1f\x8b' else item['family']
        path = files / item['group'] / f"{item['name']}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(item['data'])
        entry = judge(item)
        key = str(path.relative_to(files))
        assert key not in manifest, key
        manifest[key] = {('class' if k == 'class_' else k): v for k, v in entry.items() if v is not None}
    (HERE / 'manifest.json').write_text(json.dumps(manifest, indent=1, ensure_ascii=True) + '\n')
    groups = {m['class'] for m in manifest.values()}
    print(f'{len(manifest)} files in {len(groups)} classes, {sum(m["accepted"] for m in manifest.values())} accepted')


if __name__ == '__main__':
    main()
