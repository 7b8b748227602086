import { useEffect, useState, type ReactNode } from "react";

/** A text as a QR code, drawn in the browser; its part of the bundle is loaded when one is shown. */
export const QrCode = (parts: {
  readonly text: string;
  /** What the code leads to, for readers. */
  readonly label: string;
}): ReactNode => {
  const { text } = parts;
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    const draw = async (): Promise<void> => {
      const { default: codes } = await import("qrcode");
      // A quiet zone of four modules belongs to the code, and white ground in dark looks too.
      const svg = await codes.toString(text, { type: "svg", margin: 4, errorCorrectionLevel: "M" });
      if (isWanted) setAddress(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`);
    };
    void draw();
    return () => {
      isWanted = false;
    };
  }, [text]);
  return (
    <span className="qr-code">
      {address !== null && <img src={address} alt={parts.label} width={180} height={180} />}
    </span>
  );
};
