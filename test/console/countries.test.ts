import assert from "node:assert/strict";
import { countries } from "../../server/console/pages/settings/countries.ts";
import { isCountry } from "../../server/src/core/country.ts";

describe("console › countries", () => {
  it("are all taken by the API", () => {
    assert.deepEqual(
      countries.filter((code) => !isCountry(code)),
      [],
    );
  });
});
