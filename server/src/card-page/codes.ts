import bwip from "bwip-js/node";
import QRCode from "qrcode";

const asDataUri = (svg: string): string =>
  `data:image/svg+xml;base64,${Buffer.from(svg, "utf8").toString("base64")}`;

/** A QR code as an image address. A quiet zone of four modules belongs to the code. */
export const qrImage = async (text: string): Promise<string> =>
  asDataUri(await QRCode.toString(text, { type: "svg", margin: 4, errorCorrectionLevel: "M" }));

/** A Code 128 barcode as an image address: what scanners of tills read. */
export const barcodeImage = (text: string): string =>
  asDataUri(
    bwip.toSVG({
      bcid: "code128",
      text,
      scale: 2,
      height: 14,
      paddingwidth: 10,
      paddingheight: 4,
      backgroundcolor: "FFFFFF",
    }),
  );
