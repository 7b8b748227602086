import assert from "node:assert/strict";
import { productionPackages, refusedLicences } from "./licences.ts";
import { expectNone, textOf } from "./tree.ts";

describe("what is installed", () => {
  it("has licences that let us ship it", () => {
    const packages = productionPackages();
    assert.ok(packages.length > 100);
    const refused = refusedLicences(packages).map(({ name, licence }) => `${name}: ${licence}`);
    expectNone(refused, "These licences are to be judged:");
  });

  it("refuses a licence that binds what is shipped with it, and one that nobody has named", () => {
    const named = (licence: string) => [{ name: "x", version: "1.0.0", licence }];
    for (const licence of ["GPL-3.0-only", "AGPL-3.0", "unknown", "MIT AND GPL-2.0"])
      assert.equal(refusedLicences(named(licence)).length, 1, licence);
    assert.equal(refusedLicences(named("(BSD-3-Clause OR GPL-2.0)")).length, 0);
  });

  it("runs no scripts of packages when it is installed", () => {
    assert.match(textOf(".npmrc"), /^ignore-scripts=true$/m);
    const [beforeInstall = ""] = textOf("samples/deploy/Dockerfile").split("RUN npm ci");
    assert.match(beforeInstall, /^COPY .* ?\.npmrc .*\.\/$/m);
  });
});
