import assert from "node:assert/strict";
import { createTargetPolicy } from "../../../server/src/core/target-policy.ts";
import { tally } from "../../support/tally.ts";

const none = { allowedHosts: [], allowedCidrs: [], allowedPorts: [] };
const strict = createTargetPolicy(none);

/** By the title of its test. */
const refused: Record<string, readonly string[]> = {
  "refuses plain http and other schemes": [
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/plain,x",
    "ws://example.com/",
    "//example.com/x",
    "example.com/x",
    "",
    "https://",
    "https:///",
  ],
  "refuses other ports": [
    "https://example.com:80/",
    "https://example.com:22/",
    "https://example.com:9200/",
    "https://example.com:0/",
  ],
  "refuses names and passwords in the address": [
    "https://user@example.com/",
    "https://user:pass@example.com/",
    "https://example.com@127.0.0.1/",
    "https://:x@example.com/",
  ],
  "refuses local names": [
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://foo.localhost/",
    "https://printer.local/",
    "https://printer.local./",
    "https://metadata.google.internal/",
    "https://intranet/",
    "https://intranet./",
  ],
  "refuses names that nothing can have": [
    "https://a..b/",
    "https://.example.com/",
    "https://example.com../",
    "https://a。。b/",
    `https://${"a".repeat(64)}.example.com/`,
    `https://${"a.".repeat(126)}example/`,
  ],
  "refuses every spelling of 127.0.0.1": [
    "https://127.0.0.1/",
    "https://127.0.0.1./",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0X7F.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0177.0x0.0.01/",
    "https://127.0.0.0x1/",
    "https://%31%32%37.0.0.1/",
    "https://１２７.０.０.１/",
    "https://127。0。0。1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:127.0.0.1]/",
    "https://[::1]/",
    "https://[0000:0000:0000:0000:0000:0000:0000:0001]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://0/",
    "https://0.0.0.0/",
    "https://[::]/",
  ],
  "refuses private and metadata addresses": [
    "https://10.0.0.1/",
    "https://0xa000001/",
    "https://167772161/",
    "https://012.0.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
  ],
  "refuses control characters and blanks": [
    "https://exam\nple.com/",
    "https://example.com/\r\nX: y",
    "https://example.com/a b",
    "\thttps://example.com/",
    "https://example.com/\u0000",
  ],
  "refuses addresses that are no addresses": [
    "https://256.256.256.256/",
    "https://1.2.3.4.5/",
    "https://[::g]/",
    "https://exa mple.com/",
  ],
};

describe("safe-fetch › targets", () => {
  for (const [title, list] of Object.entries(refused))
    it(title, () => {
      const taken = list.filter((target) => strict.judge(target) !== "refused");
      tally({
        what: "addresses that no hook may have",
        tried: { addresses: list.length },
        found: { leaked: taken.length },
      });
      assert.deepEqual(taken, []);
    });

  it("refuses more than 2,048 characters", () => {
    assert.equal(strict.judge(`https://example.com/${"x".repeat(2_028)}`), "guarded");
    assert.equal(strict.judge(`https://example.com/${"x".repeat(2_029)}`), "refused");
  });

  it("allows public names and addresses on 443 and 8443", () => {
    const list = [
      "https://example.com",
      "https://example.com:443/x?y=z",
      "https://example.com:8443/",
      "https://1.1.1.1/",
      "https://[2606:4700:4700::1111]/",
      "https://hooks.zapier.com/hooks/standard/1/abc/",
      "https://xn--bcher-kva.example/",
      "https://bücher.example/",
    ];
    for (const target of list) assert.equal(strict.judge(target), "guarded", target);
  });

  it("allows more ports where the operator says so", () => {
    const policy = createTargetPolicy({ ...none, allowedPorts: [9443] });
    assert.equal(policy.judge("https://example.com:9443/"), "guarded");
    assert.equal(policy.judge("https://example.com:8443/"), "guarded");
    assert.equal(policy.judge("https://example.com:9444/"), "refused");
  });

  it("takes an exact host at the operator's word, on any port or the one that is named, by http too", () => {
    const policy = createTargetPolicy({
      ...none,
      allowedHosts: ["127.0.0.1:4000", "hooks.internal", "[::1]"],
    });
    const exact = [
      "http://127.0.0.1:4000/",
      "https://127.0.0.1:4000/",
      "http://127.1:4000/",
      "http://hooks.internal/",
      "http://HOOKS.internal:81/",
      "http://[::1]:5000/",
    ];
    for (const target of exact) assert.equal(policy.judge(target), "exact", target);
    const others = [
      "http://127.0.0.1:4001/",
      "http://127.0.0.2:4000/",
      "http://x.hooks.internal/",
      "http://hooks.internal.example.com/",
      "http://user@hooks.internal/",
      "ftp://hooks.internal/",
    ];
    for (const target of others) assert.equal(policy.judge(target), "refused", target);
  });

  it("opens private networks to https only, and never loopback", () => {
    const policy = createTargetPolicy({ ...none, allowedCidrs: ["10.0.0.0/8", "127.0.0.0/8"] });
    assert.equal(policy.judge("https://10.1.1.1/"), "guarded");
    for (const target of ["http://10.1.1.1/", "http://10.1.1.1:8443/", "http://8.8.8.8:443/"])
      assert.equal(policy.judge(target), "refused", target);
    assert.equal(policy.judge("https://127.0.0.1/"), "refused");
  });
});
