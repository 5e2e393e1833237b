import { Random, fraction, hash, pick } from './random.ts';

const latinFirst = [
  'Nord', 'Alpen', 'Rhein', 'Blau', 'Adler', 'Linden', 'Stern', 'Morava', 'Vistula', 'Danube', 'Verde', 'Monte',
  'Costa', 'Atlas', 'Delta', 'Orion', 'Falcon', 'Maple', 'Granite', 'Harbour', 'Summit', 'Amber', 'Silver', 'Breeze',
  'Cobalt', 'Juniper', 'Meridian', 'Pioneer', 'Rapid', 'Sirius', 'Tundra', 'Vector', 'Willow', 'Zephyr', 'Quarry',
]; // prettier-ignore
const latinSecond = [
  'fracht', 'trans', 'logistik', 'cargo', 'bau', 'taxi', 'kurier', 'kran', 'forst', 'milch', 'reisen', 'pharma',
  'kühlung', 'rental', 'express', 'service', 'haulage', 'fleet', 'works', 'energy', 'water', 'food', 'parcel', 'steel',
]; // prettier-ignore

/** Local script by country: company names as their owners write them. */
const localNames: Readonly<Record<string, readonly string[]>> = {
  GR: ['Μεταφορές Αιγαίο', 'Ταχυμεταφορές Όλυμπος', 'Οικοδομική Πίνδος', 'Ψυγεία Θεσσαλία', 'Ταξί Αθήνα'],
  BG: ['Балкан Транс', 'Родопи Логистика', 'Куриер Тракия', 'Витоша Строй', 'Черноморски Превози'],
  UA: ['Дніпро Вантаж', 'Карпати Логістик', 'Київ Доставка', 'Львівбуд', 'Степові Перевезення'],
  RS: ['Дунав Превоз', 'Шумадија Транспорт', 'Београд Достава', 'Морава Градња'],
  EG: ['النيل للنقل', 'القاهرة للشحن السريع', 'دلتا للتوزيع', 'الأهرام للمقاولات'],
  AE: ['الخليج للخدمات اللوجستية', 'دبي للتوصيل', 'الصحراء للنقل'],
  SA: ['الرياض للشحن', 'نجد للنقل المبرد', 'الحجاز للمقاولات'],
};

const forms: Readonly<Record<string, string>> = {
  DE: 'GmbH', AT: 'GmbH', CH: 'AG', CZ: 's.r.o.', SK: 's.r.o.', PL: 'Sp. z o.o.', NL: 'B.V.', BE: 'BV', FR: 'SARL',
  IT: 'S.r.l.', ES: 'S.L.', PT: 'Lda.', GB: 'Ltd', HU: 'Kft.', RO: 'S.R.L.', SI: 'd.o.o.', HR: 'd.o.o.', DK: 'ApS',
  SE: 'AB', KE: 'Ltd', ZA: 'Pty Ltd', BR: 'Ltda.', AU: 'Pty Ltd', US: 'LLC', IN: 'Pvt Ltd',
}; // prettier-ignore

const dialling: Readonly<Record<string, string>> = {
  DE: '49', AT: '43', CH: '41', CZ: '420', PL: '48', NL: '31', BE: '32', FR: '33', IT: '39', SI: '386', HR: '385',
  HU: '36', SK: '421', GR: '30', BG: '359', RO: '40', RS: '381', DK: '45', SE: '46', ES: '34', PT: '351', GB: '44',
  UA: '380', EG: '20', AE: '971', SA: '966', KE: '254', ZA: '27', BR: '55', AU: '61', US: '1', IN: '91',
}; // prettier-ignore

/** Plates by country: L a letter, 9 a digit, everything else as it stands. */
const plates: Readonly<Record<string, string>> = {
  DE: 'LL-LL 999', AT: 'L-9999 LL', CH: 'LL 999999', CZ: '9LL 9999', PL: 'LL 99999', NL: 'LL-999-L', BE: '1-LLL-999',
  FR: 'LL-999-LL', IT: 'LL 999 LL', SI: 'LL 99-LLL', HR: 'LL 9999-LL', HU: 'LL-LL-999', SK: 'LL-999LL', GR: 'LLL-9999',
  BG: 'L 9999 LL', RO: 'L 99 LLL', RS: 'LL 999-LL', DK: 'LL 99 999', SE: 'LLL 99L', ES: '9999 LLL', PT: 'LL-99-LL',
  GB: 'LL99 LLL', UA: 'LL 9999 LL', EG: 'ن ق ر 999', AE: 'D 99999', SA: 'LLL 9999', KE: 'KLL 999L', ZA: 'LL 99 LL GP',
  BR: 'LLL9L99', AU: 'LLL 99L', US: 'LLL 9999', IN: 'UP 99 LL 9999',
}; // prettier-ignore

/** Texts that break careless software, on the first devices of a world with odd texts. */
const nastyPlates: readonly string[] = [
  '=1+1', '@SUM(A1:A9)', '-2+3', '"quoted", O\'Brien', '<b>bold</b>&amp;', '🚚 Ωμέγα 🚛', 'شاحنة ٧', 'A\tB',
  ' leading and trailing ', '000123', '1E5', `long ${'x'.repeat(90)}`, 'cafe\u0301', '',
]; // prettier-ignore

const letters = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** A company: the name its owner uses (in local script in some countries) and a plain one for account names. */
export function companyName(random: Random, country: string): { name: string; slug: string } {
  const first = pick(latinFirst, random.next());
  const second = pick(latinSecond, random.next());
  const slug = `${first}${second}`.toLowerCase().replace('ü', 'ue');
  const local = localNames[country];
  if (local !== undefined && random.chance(0.75)) return { name: pick(local, random.next()), slug };
  return { name: `${first}${second} ${forms[country] ?? 'Co.'}`, slug };
}

export function phoneNumber(random: Random, country: string): string {
  return `+${dialling[country] ?? '00'}${random.whole(100_000_000, 999_999_999)}`;
}

export function simCard(seed: number, index: number, country: string): string {
  return `${dialling[country] ?? '00'}${700_000_000 + (hash(seed, index, 71) % 99_999_999)}`;
}

export function plateNumber(seed: number, index: number, country: string, oddTexts: boolean): string {
  const nasty = oddTexts ? nastyPlates[index] : undefined;
  if (nasty !== undefined) return nasty;
  const pattern = plates[country] ?? 'LLL 999';
  let place = 0;
  return pattern.replace(/[L9]/g, (kind) => {
    place += 1;
    const share = fraction(seed, index, 72, place);
    return kind === '9' ? String(Math.floor(share * 10)) : letters.charAt(Math.floor(share * letters.length));
  });
}
