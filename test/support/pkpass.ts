import assert from "node:assert/strict";
import { createHash, verify, X509Certificate } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import forge from "node-forge";
import type { AppleCertificates } from "./apple-certificates.ts";

/** What a phone reads of a pass. */
export interface OpenedPass {
  readonly files: ReadonlyMap<string, Buffer>;
  // Tests assert on what comes back; giving it a type here would be a claim, not a check.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

/** The files of a zip, read by its central directory. */
const unzip = (zip: Buffer): Map<string, Buffer> => {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + size);
    files.set(name, method === 0 ? packed : inflateRawSync(packed));
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
};

interface SignedData {
  readonly certificates: forge.pki.Certificate[];
  readonly rawCapture: {
    readonly signature: string;
    readonly authenticatedAttributes: forge.asn1.Asn1[];
  };
}

const messageDigestOid = "1.2.840.113549.1.9.4";

const digestIn = (attributes: readonly forge.asn1.Asn1[]): string | undefined => {
  for (const attribute of attributes) {
    const [type, values] = attribute.value as forge.asn1.Asn1[];
    if (type === undefined || forge.asn1.derToOid(type.value as string) !== messageDigestOid) continue;
    const [value] = (values?.value ?? []) as forge.asn1.Asn1[];
    return Buffer.from(String(value?.value), "latin1").toString("hex");
  }
  return undefined;
};

/** Checks a detached PKCS#7 signature: the attributes hold the content's digest, the leaf has signed them. */
const checkSignature = (content: Buffer, signature: Buffer, certificates: AppleCertificates): void => {
  const asn1 = forge.asn1.fromDer(signature.toString("binary"));
  const message = forge.pkcs7.messageFromAsn1(asn1) as unknown as SignedData;
  const leaf = new X509Certificate(certificates.certificate);
  const authority = new X509Certificate(certificates.authority);
  assert.ok(leaf.verify(authority.publicKey), "the pass certificate is the authority's");
  const serials = message.certificates.map(({ serialNumber }) => serialNumber);
  assert.deepEqual([...serials].sort(), ["01", "02"], "both certificates come with the signature");
  const { authenticatedAttributes: attributes, signature: bytes } = message.rawCapture;
  const digests = ["sha1", "sha256"].map((name) => createHash(name).update(content).digest("hex"));
  assert.ok(digests.includes(digestIn(attributes) ?? ""), "the signature is of this manifest");
  const { SET } = forge.asn1.Type;
  const signed = forge.asn1.create(forge.asn1.Class.UNIVERSAL, SET, true, attributes);
  const der = Buffer.from(forge.asn1.toDer(signed).getBytes(), "binary");
  const isSigned = ["sha1", "sha256"].some((name) =>
    verify(name, der, leaf.publicKey, Buffer.from(bytes, "binary")),
  );
  assert.ok(isSigned, "the pass certificate has signed");
};

/** Opens a pass as a phone does: every file must be in the manifest with its hash, and the manifest signed. */
export const openPkpass = (zip: Buffer, certificates: AppleCertificates): OpenedPass => {
  const files = unzip(zip);
  const manifestFile = files.get("manifest.json");
  const signature = files.get("signature");
  assert.ok(manifestFile && signature, "manifest and signature are there");
  const manifest = JSON.parse(manifestFile.toString("utf8")) as Record<string, string>;
  const listed = [...files.keys()].filter((name) => name !== "manifest.json" && name !== "signature");
  assert.deepEqual(Object.keys(manifest).sort(), listed.sort(), "the manifest lists every file");
  for (const name of listed) {
    const hash = createHash("sha1")
      .update(files.get(name) ?? "")
      .digest("hex");
    assert.equal(hash, manifest[name], name);
  }
  checkSignature(manifestFile, signature, certificates);
  assert.ok(files.has("icon.png"), "a pass needs an icon");
  return { files, json: JSON.parse(files.get("pass.json")?.toString("utf8") ?? "") };
};
