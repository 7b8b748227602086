import assert from "node:assert/strict";
import { BlockList } from "node:net";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { createAddressGuard } from "../../../server/src/core/address-guard.ts";
import { tally } from "../../support/tally.ts";

const allows = createAddressGuard();

const refused = [
  ["this network", "0.0.0.0 0.1.2.3"],
  ["private", "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255"],
  ["shared address space", "100.64.0.1 100.127.255.255"],
  ["loopback", "127.0.0.1 127.255.255.254"],
  ["link-local and metadata", "169.254.0.1 169.254.169.254 100.100.100.200 192.0.0.192 168.63.129.16"],
  ["special purpose", "192.0.0.1 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1"],
  ["multicast, reserved, broadcast", "224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255"],
  ["v6 unspecified and loopback", ":: ::1 0:0:0:0:0:0:0:1"],
  ["v4-compatible", "::7f00:1 ::127.0.0.1 ::8.8.8.8"],
  ["v4-mapped", "::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 0:0:0:0:0:ffff:a9fe:a9fe"],
  ["v4-translated", "::ffff:0:127.0.0.1"],
  ["NAT64", "64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b::169.254.169.254 64:ff9b:1::1 64:ff9b:1::8.8.8.8"],
  ["6to4", "2002:7f00:1:: 2002:a00:1::1 2002:808:808::1"],
  [
    "Teredo, benchmarking, ORCHID",
    "2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1",
  ],
  ["documentation", "2001:db8::1 3fff::1 3fff:fff::1"],
  ["unique local", "fc00::1 fd00::1 fd00:ec2::254 fdff:ffff::1"],
  ["link-local and site-local", "fe80::1 fe80::1%eth0 febf::1 fec0::1"],
  ["v6 multicast", "ff02::1 ff0e::1"],
  ["discard, SRv6, unassigned", "100::1 5f00::1 4000::1 8000::1 e000::1"],
  ["not an address", "localhost 127.1 0x7f000001 2130706433 0177.0.0.1 1.2.3 1.2.3.4.5 [::1] ::g 10.0.0.1/8"],
] as const;

const accepted = [
  "1.1.1.1",
  "8.8.8.8",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.1",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "2606:4700:4700::1111",
  "2a00:1450:4001:81b::200e",
  "2001:200::1",
  "2001:4860:4860::8888",
  "::ffff:8.8.8.8",
  "64:ff9b::8.8.8.8",
];

describe("safe-fetch › addresses", () => {
  for (const [kind, list] of refused)
    it(`refuses ${kind}`, () => {
      const addresses = list.split(" ");
      const allowed = addresses.filter((address) => allows(address));
      tally({
        what: "addresses that no hook may have",
        tried: { addresses: addresses.length },
        found: { leaked: allowed.length },
      });
      assert.deepEqual(allowed, []);
    });

  it("refuses what is empty", () => assert.equal(allows(""), false));

  it("allows public addresses on both sides of each border", () => {
    for (const address of accepted) assert.equal(allows(address), true, address);
  });

  it("never allows an IPv4 address that ipaddr.js does not call unicast, and refuses only known ones", () => {
    // these the library takes for unicast; IANA does not, or a cloud uses them
    const stricter = new BlockList();
    stricter.addSubnet("192.88.99.0", 24);
    stricter.addAddress("168.63.129.16");
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const unicast = ipaddr.parse(address).range() === "unicast" && !stricter.check(address);
        assert.equal(allows(address), unicast, address);
      }),
      { numRuns: 2_000 },
    );
  });

  it("never allows an IPv6 address that ipaddr.js does not call unicast", () => {
    const prefixed = fc
      .tuple(
        fc.constantFrom("2000", "2001", "2002", "3fff", "fe80", "fc00", "ff02", "64", "100", "0"),
        fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 7, maxLength: 7 }),
      )
      .map(([head, rest]) => [head, ...rest.map((part) => part.toString(16))].join(":"));
    fc.assert(
      fc.property(fc.oneof(fc.ipV6(), prefixed), (address) => {
        if (!allows(address)) return;
        const parsed = ipaddr.parse(address) as ipaddr.IPv6;
        if (parsed.range() === "unicast") return;
        // v4-mapped and NAT64 stand for a v4 address
        const four = ipaddr.fromByteArray(parsed.toByteArray().slice(12));
        assert.equal(four.range(), "unicast", address);
      }),
      { numRuns: 2_000 },
    );
  });

  it("opens the operator's networks, but never loopback, link-local or metadata", () => {
    const lan = createAddressGuard(["10.0.0.0/8", "fd12::/16"]);
    for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd12::1"])
      assert.equal(lan(address), true, address);
    for (const address of ["192.168.0.1", "127.0.0.1", "fd13::1"]) assert.equal(lan(address), false, address);
    const everything = createAddressGuard(["0.0.0.0/0", "::/0"]);
    assert.equal(everything("192.168.0.1"), true);
    const never =
      "127.0.0.1 0.0.0.0 169.254.169.254 100.100.100.200 168.63.129.16 224.0.0.1 ::1 :: fe80::1 fd00:ec2::254 ::ffff:127.0.0.1";
    for (const address of never.split(" ")) assert.equal(everything(address), false, address);
  });
});
