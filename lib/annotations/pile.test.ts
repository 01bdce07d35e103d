import fc from "fast-check";
import { expect, it } from "vitest";
import { Pile } from "./pile";

it("gives back what was put, from memory and from its file", () =>
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.constantFrom(1, 40, 1_000_000), (values, blockBytes) => {
      const pile = new Pile(blockBytes);
      try {
        const places: number[] = [];
        for (const value of values) {
          places.push(pile.put(value));
          expect(pile.get(places[0]!)).toEqual(JSON.parse(JSON.stringify(values[0])));
        }
        expect(places.map((place) => pile.get(place))).toEqual(JSON.parse(JSON.stringify(values)));
      } finally {
        pile.close();
      }
    }),
  ));
it("takes a value that is larger than a block", () => {
  const pile = new Pile(1_000);
  const places = ["é".repeat(100_000), "b"].map((text) => pile.put(text));
  expect(places.map((place) => pile.get(place))).toEqual(["é".repeat(100_000), "b"]);
  pile.close();
});
