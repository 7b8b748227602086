/** An app on Make that the files are deployed to. */
interface Origin {
  readonly label: string;
  readonly baseUrl: string;
  readonly appId: string;
  readonly appVersion: number;
  /** From the manifest's folder; never in the repository. */
  readonly apikeyFile: string;
}

/**
 * A test app to try changes on, and the app that users have. Make adds a suffix to the id when it creates an app:
 * that id belongs here. Parts are found again by name and label, so no mapping of ids is kept.
 */
export const origins: readonly Origin[] = [
  {
    label: "Testing",
    baseUrl: "https://eu1.make.com/api",
    appId: "seven-stamp-connect-test",
    appVersion: 1,
    apikeyFile: "../.secrets/make-testing",
  },
  {
    label: "Production",
    baseUrl: "https://eu1.make.com/api",
    appId: "seven-stamp-connect",
    appVersion: 1,
    apikeyFile: "../.secrets/make-production",
  },
];
