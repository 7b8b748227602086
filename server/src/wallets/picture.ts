import { crc32, deflateSync } from "node:zlib";
import { channelsOf, inkOn, mixed } from "../look/index.ts";

/** Pictures of passes, drawn here: a pass must have an icon, and the stamps are shown as stamps. */

type Colour = ReturnType<typeof channelsOf>;

interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Radius of the hole; 0 for a full circle. */
  readonly hole: number;
  readonly colour: Colour;
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG of 8-bit RGB from rows that each begin with filter type 0. */
const png = (width: number, height: number, rows: Buffer): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
};

/** How much of the pixel the circle covers, 0 to 1; edges are smooth. */
const coverage = ({ x, y, radius, hole }: Circle, column: number, row: number): number => {
  const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
  const outer = Math.min(1, Math.max(0, radius - distance + 0.5));
  return hole === 0 ? outer : Math.min(outer, Math.max(0, distance - hole + 0.5));
};

const draw = (
  [width, height]: readonly [number, number],
  ground: Colour,
  circles: readonly Circle[],
): Buffer => {
  const stride = 1 + width * 3;
  const rows = Buffer.alloc(stride * height);
  const pixel = (column: number, row: number): number => row * stride + 1 + column * 3;
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) rows.set(ground, pixel(column, row));
  for (const circle of circles) {
    const reach = circle.radius + 1;
    for (
      let row = Math.max(0, Math.floor(circle.y - reach));
      row < Math.min(height, circle.y + reach);
      row += 1
    )
      for (
        let column = Math.max(0, Math.floor(circle.x - reach));
        column < Math.min(width, circle.x + reach);
        column += 1
      ) {
        const share = coverage(circle, column, row);
        circle.colour.forEach((value, part) => {
          const at = pixel(column, row) + part;
          rows[at] = Math.round((rows[at] ?? 0) * (1 - share) + value * share);
        });
      }
  }
  return png(width, height, rows);
};

/** A square with one stamp: icon and logo. @param color the shop's, #rrggbb */
export const iconPicture = (size: number, color: string): Buffer => {
  const stamp = { x: size / 2, y: size / 2, radius: size * 0.3, hole: size * 0.1 };
  return draw([size, size], channelsOf(color), [{ ...stamp, colour: channelsOf(inkOn(color)) }]);
};

/** So many stamps can be told apart on a phone. */
export const mostStampsDrawn = 20;

export interface Strip {
  readonly stamps: number;
  readonly target: number;
  /** The shop's, #rrggbb. */
  readonly color: string;
}

/** A strip with a full circle for each stamp and a ring for each that is missing. */
export const stampsPicture = (
  { stamps, target, color }: Strip,
  [width, height]: readonly [number, number],
): Buffer => {
  const ink = inkOn(color);
  const [full, open] = [channelsOf(ink), channelsOf(mixed(color, ink, 0.45))];
  const rows = target > 5 ? Math.ceil(target / 10) + (target <= 10 ? 1 : 0) : 1;
  const perRow = Math.ceil(target / rows);
  const cell = Math.min(width / (perRow + 0.5), height / (rows + 0.3));
  const left = (width - perRow * cell) / 2;
  const top = (height - rows * cell) / 2;
  const circles = Array.from({ length: target }, (_, at): Circle => {
    const x = left + (at % perRow) * cell + cell / 2;
    const y = top + Math.floor(at / perRow) * cell + cell / 2;
    const radius = cell * 0.4;
    return at < stamps
      ? { x, y, radius, hole: radius * 0.25, colour: full }
      : { x, y, radius, hole: radius * 0.88, colour: open };
  });
  return draw([width, height], channelsOf(color), circles);
};
