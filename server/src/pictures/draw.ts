import type sharpLibrary from "sharp";
import type { z } from "zod";
import type { picture } from "../catalog/index.ts";
import { invalid } from "../core/failure.ts";

/*
 * Nothing that was uploaded is ever served: a picture is decoded and drawn anew, upright, first frame only, without what
 * the camera noted and without whatever stood behind it. Only the decoders of PNG, JPEG and WebP are open, so that no
 * SVG, PDF or rarer format reaches the library, whatever it calls itself. What claims more than 16 million pixels is
 * refused by its head, before it is unpacked.
 */

type Sharp = typeof sharpLibrary;

const maxPixels = 16_000_000;
const maxSeconds = 10;

let opened: Promise<Sharp> | undefined;

/** The library, loaded when the first picture comes. */
const openSharp = (): Promise<Sharp> =>
  (opened ??= import("sharp").then(({ default: sharp }) => {
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({ operation: ["VipsForeignLoadPng", "VipsForeignLoadJpeg", "VipsForeignLoadWebp"] });
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  }));

export interface Drawn extends Pick<z.output<typeof picture>, "kind" | "type" | "width" | "height"> {
  readonly content: Buffer;
}

const refusal = (error: unknown): Error => {
  const said = error instanceof Error ? error.message : "";
  if (/unsupported image format/i.test(said))
    return invalid("", "is no PNG, JPEG or WebP picture", "not_a_picture");
  if (/pixel limit|timeout/i.test(said))
    return invalid("", "has more than 16 million pixels", "picture_too_large");
  return invalid("", "is damaged: save the picture again and send that", "picture_damaged");
};

const draw = async (bytes: Buffer, kind: Drawn["kind"]): Promise<Drawn> => {
  const sharp = await openSharp();
  const given = sharp(bytes, { limitInputPixels: maxPixels, failOn: "warning" }).timeout({
    seconds: maxSeconds,
  });
  const most = kind === "logo" ? 512 : 1_600;
  const sized = given.autoOrient().resize(most, most, { fit: "inside", withoutEnlargement: true });
  const [encoded, type] =
    kind === "logo"
      ? ([sized.png({ compressionLevel: 9 }), "image/png"] as const)
      : ([
          sized.flatten({ background: "#ffffff" }).jpeg({ quality: 80, mozjpeg: true }),
          "image/jpeg",
        ] as const);
  const { data: content, info } = await encoded.toBuffer({ resolveWithObject: true });
  return { kind, type, width: info.width, height: info.height, content };
};

/**
 * Draws a picture anew: a logo as PNG of at most 512 pixels, a picture as JPEG of at most 1600.
 * @throws validation_failed with the field codes not_a_picture, picture_damaged, picture_too_large
 */
export const drawAnew = async (bytes: Buffer, kind: Drawn["kind"]): Promise<Drawn> => {
  try {
    return await draw(bytes, kind);
  } catch (error) {
    throw refusal(error);
  }
};

/** One of our PNGs in a box of this size, on nothing. */
export const boxed = async (content: Buffer, width: number, height: number): Promise<Buffer> => {
  const sharp = await openSharp();
  return sharp(content)
    .resize(width, height, { fit: "contain", position: "left", background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .png()
    .toBuffer();
};
