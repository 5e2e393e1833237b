/** Names of countries in their own language and where to write them. */

/** ISO 3166-1 numeric, as world-atlas has it, to alpha-2. */
const codes =
  '004AF008AL010AQ012DZ016AS020AD024AO028AG031AZ032AR036AU040AT044BS048BH050BD051AM052BB056BE060BM064BT068BO070BA072BW' +
  '076BR084BZ086IO090SB092VG096BN100BG104MM108BI112BY116KH120CM124CA132CV136KY140CF144LK148TD152CL156CN158TW170CO174KM' +
  '178CG180CD184CK188CR191HR192CU196CY203CZ204BJ208DK212DM214DO218EC222SV226GQ231ET232ER233EE234FO238FK239GS242FJ246FI' +
  '248AX250FR258PF260TF262DJ266GA268GE270GM275PS276DE288GH296KI300GR304GL308GD316GU320GT324GN328GY332HT334HM336VA340HN' +
  '344HK348HU352IS356IN360ID364IR368IQ372IE376IL380IT384CI388JM392JP398KZ400JO404KE408KP410KR414KW417KG418LA422LB426LS' +
  '428LV430LR434LY438LI440LT442LU446MO450MG454MW458MY462MV466ML470MT478MR480MU484MX492MC496MN498MD499ME500MS504MA508MZ' +
  '512OM516NA520NR524NP528NL531CW533AW534SX540NC548VU554NZ558NI562NE566NG570NU574NF578NO580MP583FM584MH585PW586PK591PA' +
  '598PG600PY604PE608PH612PN616PL620PT624GW626TL630PR634QA642RO643RU646RW652BL654SH659KN660AI662LC663MF666PM670VC674SM' +
  '678ST682SA686SN688RS690SC694SL702SG703SK704VN705SI706SO710ZA716ZW724ES728SS729SD732EH740SR748SZ752SE756CH760SY762TJ' +
  '764TH768TG776TO780TT784AE788TN792TR795TM796TC800UG804UA807MK818EG826GB831GG832JE833IM834TZ840US850VI854BF858UY860UZ' +
  '862VE876WF882WS887YE894ZM';
/** @type {Map<string, string>} */
const alpha2 = new Map(
  [...codes.matchAll(/(\d{3})([A-Z]{2})/g)].map(([, number, code]) => [number ?? '', code ?? '']),
);

/** Where the likely language of CLDR is not the one on road signs, or a country writes several. */
/** @type {Record<string, string>} */
const language = {
  RS: 'sr',
  BA: 'bs',
  IN: 'hi',
  PK: 'ur',
  AF: 'fa',
  LK: 'si',
  CH: 'de',
  BE: 'nl',
  HK: 'zh-Hant',
  TW: 'zh-Hant',
};

/**
 * @param {string} numeric ISO 3166-1 numeric
 * @param {string} fallback the name in the source
 * @returns {{ local: string } | null} null for places without a name of their own
 */
export function countryNames(numeric, fallback) {
  const code = alpha2.get(numeric);
  if (code === undefined) return fallback === '' ? null : { local: fallback };
  const tag = language[code] ?? new Intl.Locale(`und-${code}`).maximize().language;
  const local = new Intl.DisplayNames([tag], { type: 'region', fallback: 'none' }).of(code);
  return { local: local ?? fallback };
}

/** All countries with their names, for those who need every letter. @returns {Array<[string, string]>} */
export function allCountryNames() {
  return [...alpha2].map(([numeric, code]) => [code, countryNames(numeric, '')?.local ?? '']);
}

/** @param {number[][]} ring square degrees, without sign */
function ringArea(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [ax = 0, ay = 0] = ring[i] ?? [];
    const [bx = 0, by = 0] = ring[j] ?? [];
    sum += (bx - ax) * (by + ay);
  }
  return Math.abs(sum / 2);
}

/** Distance of a point to the outline, negative outside. @param {number[][][]} rings @param {number} x @param {number} y */
function inside(rings, x, y) {
  let within = false;
  let nearest = Infinity;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [ax = 0, ay = 0] = ring[i] ?? [];
      const [bx = 0, by = 0] = ring[j] ?? [];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
      const [dx, dy] = [bx - ax, by - ay];
      const along =
        dx === 0 && dy === 0
          ? 0
          : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
      nearest = Math.min(nearest, (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2);
    }
  }
  return (within ? 1 : -1) * Math.sqrt(nearest);
}

/**
 * The point of the largest part of a country that is farthest from its outline, and how much room there is.
 *
 * @param {{ type: string, coordinates: any }} geometry
 * @returns {{ point: [number, number], size: number } | null} size: square root of the area in degrees
 */
export function labelPlace(geometry) {
  /** @type {number[][][][]} */
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const [largest] = [...polygons].sort((a, b) => ringArea(b[0] ?? []) - ringArea(a[0] ?? []));
  const outline = largest?.[0];
  if (largest === undefined || outline === undefined) return null;
  const xs = outline.map(([x = 0]) => x);
  const ys = outline.map(([, y = 0]) => y);
  let [west, east] = [Math.min(...xs), Math.max(...xs)];
  let [south, north] = [Math.min(...ys), Math.max(...ys)];
  /** @type {[number, number]} */
  let best = [(west + east) / 2, (south + north) / 2];
  let room = -Infinity;
  const steps = 12;
  for (let round = 0; round < 4; round += 1) {
    const [width, height] = [(east - west) / steps, (north - south) / steps];
    for (let i = 0; i <= steps; i += 1) {
      for (let k = 0; k <= steps; k += 1) {
        const [x, y] = [west + i * width, south + k * height];
        const distance = inside(largest, x, y);
        if (distance > room) {
          room = distance;
          best = [x, y];
        }
      }
    }
    [west, east, south, north] = [best[0] - width, best[0] + width, best[1] - height, best[1] + height];
  }
  return { point: best, size: Math.round(Math.sqrt(ringArea(outline)) * 10) / 10 };
}
