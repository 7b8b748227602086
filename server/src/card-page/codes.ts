import { createRequire } from "node:module";
import type bwipLibrary from "bwip-js/node";
import QRCode from "qrcode";
import { html, type Html } from "./html.ts";

/*
 * Codes as drawings of black runs, in whole modules. What decides whether a scanner reads a barcode on a phone is the
 * width of one module: below a quarter of a millimetre, one and a half points of CSS, most give up. A Code 128 grows
 * with its text; one that would not fit a phone of 360 points becomes a PDF417, which grows downwards. Each code is
 * drawn once and kept, since customers look at the same vouchers again and again.
 */

/** Points across that a code has on the smallest phone. */
const room = 288;
/** Points a module of a barcode has at least. */
const leastModule = 1.5;
const mostKept = 1_000;

const load = createRequire(import.meta.url);
let loaded: typeof bwipLibrary | null = null;

/** The largest library of the server, loaded with the first barcode: a start does not wait for it. */
const bwip = (): typeof bwipLibrary => (loaded ??= load("bwip-js/node") as typeof bwipLibrary);

interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Points a module is drawn with. */
  readonly scale: number;
  /** One line, and how thick it is drawn. */
  readonly line: string;
  readonly thick: number;
}

const kept = new Map<string, Drawing>();

const once = (key: string, draw: () => Drawing): Drawing => {
  const known = kept.get(key) ?? draw();
  // Put at the end again: the first is the one that was not asked for longest.
  kept.delete(key);
  kept.set(key, known);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return known;
};

type IsDark = (column: number, row: number) => boolean;

/** The dark modules as one line, a row after another, drawn as thick as a row is high. */
const runs = (columns: number, rows: number, tall: number, isDark: IsDark): string => {
  const parts: string[] = [];
  for (let row = 0; row < rows; row += 1) {
    let [at, start] = [0, -1];
    for (let column = 0; column <= columns; column += 1) {
      const dark = column < columns && isDark(column, row);
      if (dark && start < 0) start = column;
      if (dark || start < 0) continue;
      parts.push(at === 0 ? `M${start} ${(row + 0.5) * tall}` : `m${start - at} 0`, `h${column - start}`);
      [at, start] = [column, -1];
    }
  }
  return parts.join("");
};

const drawQr = (text: string): Drawing => {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const { size } = modules;
  const line = runs(size, size, 1, (column, row) => modules.get(row, column) === 1);
  return { width: size, height: size, scale: 184 / (size + 8), line, thick: 1 };
};

interface Bars {
  readonly sbs: readonly number[];
}
interface Pixels {
  readonly pixs: readonly number[];
  readonly pixx: number;
  readonly pixy: number;
}

const drawCode128 = (text: string): Drawing => {
  const [bars] = bwip().raw({ bcid: "code128", text }) as unknown as readonly [Bars];
  const height = 40;
  const width = bars.sbs.reduce((sum, one) => sum + one, 0);
  const line = bars.sbs.map((wide, at) => `${at % 2 === 0 ? "h" : "m"}${wide}${at % 2 === 0 ? "" : " 0"}`);
  return { width, height, scale: 2, line: `M0 ${height / 2}${line.join("")}`, thick: height };
};

const drawPdf417 = (text: string): Drawing => {
  const options = { bcid: "pdf417", text, columns: 3, eclevel: 2, rowmult: 1 };
  const [pixels] = bwip().raw(options) as unknown as readonly [Pixels];
  const { pixs, pixx, pixy } = pixels;
  const line = runs(pixx, pixy, 3, (column, row) => pixs[row * pixx + column] === 1);
  return { width: pixx, height: pixy * 3, scale: 2, line, thick: 3 };
};

/** Light modules that belong to a code on each side. */
const quiet = { qr: 4, code128: 10, pdf417: 2 } as const;

const picture = (
  kind: keyof typeof quiet,
  { width, height, scale, line, thick }: Drawing,
  label: string,
): Html => {
  const [across, down] = [width + 2 * quiet[kind], height + 2 * (kind === "qr" ? 4 : 2)];
  return html`<svg
    class="${kind === "qr" ? "qr" : "barcode"}"
    data-symbology="${kind}"
    width="${Math.round(across * scale)}"
    height="${Math.round(down * (kind === "code128" ? 1.5 : scale))}"
    viewBox="-${quiet[kind]} -${kind === "qr" ? 4 : 2} ${across} ${down}"
    preserveAspectRatio="none"
    shape-rendering="crispEdges"
    role="img"
    aria-label="${label}"
  >
    <path d="${line}" stroke="#000" stroke-width="${thick}" />
  </svg>`;
};

/** A QR code. @param label what it says to who does not see it */
export const qrPicture = (text: string, label: string): Html =>
  picture(
    "qr",
    once(`qr:${text}`, () => drawQr(text)),
    label,
  );

/** A barcode in the symbology that can be read on a phone: Code 128 for short texts, PDF417 for long ones. */
export const barcodePicture = (text: string, label: string): Html => {
  const bars = once(`code128:${text}`, () => drawCode128(text));
  const across = bars.width + 2 * quiet.code128;
  if (across * leastModule > room)
    return picture(
      "pdf417",
      once(`pdf417:${text}`, () => drawPdf417(text)),
      label,
    );
  return picture("code128", { ...bars, scale: Math.min(2, room / across) }, label);
};
