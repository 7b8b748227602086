import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

export interface AppleCertificates {
  readonly env: Record<string, string>;
  /** The pass certificate and its issuer, PEM. */
  readonly certificate: string;
  readonly authority: string;
}

interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

const newKeys = (): KeyPair =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });

interface Subject {
  readonly serial: string;
  readonly names: forge.pki.CertificateField[];
  readonly keys: KeyPair;
}

const certificateOf = (subject: Subject, issuer: Subject, isAuthority: boolean): string => {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(subject.keys.publicKey);
  certificate.serialNumber = subject.serial;
  certificate.validity.notBefore = new Date(Date.now() - 86_400_000);
  certificate.validity.notAfter = new Date(Date.now() + 365 * 86_400_000);
  certificate.setSubject(subject.names);
  certificate.setIssuer(issuer.names);
  certificate.setExtensions([{ name: "basicConstraints", cA: isAuthority }]);
  certificate.sign(forge.pki.privateKeyFromPem(issuer.keys.privateKey), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
};

export const passTypeId = "pass.test.cards";

/** An authority and a pass certificate made on the spot; a real phone would refuse them, the stand-in checks them. */
export const makeAppleCertificates = (): AppleCertificates => {
  const authority: Subject = {
    serial: "01",
    names: [{ name: "commonName", value: "Test WWDR" }],
    keys: newKeys(),
  };
  const leaf: Subject = {
    serial: "02",
    names: [{ name: "commonName", value: `Pass Type ID: ${passTypeId}` }],
    keys: newKeys(),
  };
  const wwdr = certificateOf(authority, authority, true);
  const certificate = certificateOf(leaf, authority, false);
  return {
    certificate,
    authority: wwdr,
    env: {
      APPLE_WALLET_PASS_TYPE_ID: passTypeId,
      APPLE_WALLET_TEAM_ID: "ABCDE12345",
      APPLE_WALLET_CERTIFICATE: certificate,
      APPLE_WALLET_PRIVATE_KEY: leaf.keys.privateKey,
      APPLE_WALLET_WWDR_CERTIFICATE: wwdr,
    },
  };
};
