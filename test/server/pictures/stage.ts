import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

/* Pictures made here, byte by byte where a library would not make them. */

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

/** A PNG of one bit a pixel, all black: what unpacks to gigabytes is a few kilobytes. */
export const blackPng = (width: number, height: number): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
};

/** Red on the left, half of it seen through, green on the right. */
export const flag = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: "#ff000080" } }).composite([
    {
      input: { create: { width: Math.ceil(width / 2), height, channels: 4, background: "#00ff00" } },
      gravity: "east",
    },
  ]);

/** No two pixels alike, so that nothing can be left out. */
export const noise = (side: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(side * side * 3);
  let state = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return sharp(bytes, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
};
