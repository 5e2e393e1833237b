/** The begin of a page that is printed: dark on white, titles on each page, colours that survive a grey printer. */
export function pageHead(title: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style>` +
    '</head><body>'
  );
}

const style = `
  @page { margin: 12mm 10mm 14mm; }
  * { box-sizing: border-box; }
  body { margin: 0; font: 8.5pt/1.35 "Inter", "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif; color: #1b2330; }
  section { break-before: page; }
  section.cover { break-before: auto; }
  h2 { margin: 0 0 3mm; font-size: 12pt; }
  table { border-collapse: collapse; width: 100%; }
  .cover table { width: auto; max-width: 100%; }
  .cover td { padding: 0.8mm 5mm 0.8mm 0; vertical-align: top; overflow-wrap: anywhere; }
  .cover td.title { font-size: 17pt; font-weight: 700; padding-bottom: 3mm; white-space: nowrap; }
  .cover td.label { white-space: nowrap; }
  thead { display: table-header-group; }
  th { background: #24344d; color: #fff; text-align: left; font-weight: 600; padding: 1.2mm 1.6mm; vertical-align: bottom;
    -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .data td { padding: 0.8mm 1.6mm; border-bottom: 0.2mm solid #dde2ea; overflow-wrap: break-word; }
  tr { break-inside: avoid; }
  .cover td.number { text-align: left; }
  th.number { text-align: right; }
  .data td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  td.dateTime { font-variant-numeric: tabular-nums; white-space: nowrap; }
  td.label, .total td { font-weight: 700; }
  .total td { border-top: 0.4mm solid #24344d; border-bottom: 0; }
  td.header { background: #24344d; color: #fff; font-weight: 600; padding: 1mm 2mm; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  td.missing { color: #6b7280; font-style: italic; background: #f1f3f6; text-align: right; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  td.partial { background: #fdf0d5; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  td.good { color: #1d6b3a; font-weight: 700; }
  td.warning, p.warning { color: #9a3412; font-weight: 700; }
  td.fixed { font-family: Consolas, "DejaVu Sans Mono", monospace; font-size: 7.5pt; }
  a { color: #0b62c4; }
`;
