/** What the name of a field says about its values. */

/** Amounts and measures: they are whole in some files and have decimals in others. */
const MEASURES = new Set(words(`price prices amount amounts cost costs total subtotal sum rate fee fees tax vat discount balance salary wage revenue sales
  profit margin budget weight height width length depth distance temperature temp humidity pressure speed latitude longitude lat lon lng percent pct ratio
  score average avg mean median min max volume area duration preis betrag summe gewicht kosten prix montant precio importe prezzo importo`));

/** Codes: they are made of digits, but nobody calculates with them, and some begin with zeros. */
const CODES = new Set(words(`zip zipcode postal postcode postalcode plz cap phone telephone tel mobile fax iban bic ean gtin upc isbn issn sku barcode code vat
  ssn npi fips naics account kontonummer matricule siren siret cpf cnpj`));

function words(text: string): string[] {
  return text.split(/\s+/);
}

/** The words of a name such as `unitPrice`, `unit_price` or `Unit price`, in lower case. */
function wordsOf(name: string): string[] {
  return name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

export function isMeasure(name: string): boolean {
  return !isCode(name) && wordsOf(name).some((word) => MEASURES.has(word));
}

export function isCode(name: string): boolean {
  return wordsOf(name).some((word) => CODES.has(word));
}

/** Whether the name is that of a reference to something else, such as `customer_id`. */
export function isReference(name: string): boolean {
  const all = wordsOf(name);
  return all.length > 1 && all.at(-1) === 'id';
}

/** Whether the values tell things apart: `id`, `order_no`. */
export function isId(name: string): boolean {
  return ['id', 'no', 'nr', 'number', 'num', 'key', 'ref', 'belegnummer', 'beleg'].includes(wordsOf(name).at(-1)!);
}
