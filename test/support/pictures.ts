import { PNG } from 'pngjs';

/** A PNG of one colour, with an optional transparency from 0 to 255. */
export function png(
  width: number,
  height: number,
  [red, green, blue, alpha = 255]: readonly [number, number, number, number?] = [200, 30, 60],
): Buffer {
  const picture = new PNG({ width, height });
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set([red, green, blue, alpha], at);
  return PNG.sync.write(picture);
}
