import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { TextItem } from 'pdfjs-dist/types/src/display/api.js';

/** A piece of text and where it stands, in points from the lower left corner. */
export interface Piece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The pieces of text of every page, in the order in which they were written. */
export async function pdfPieces(bytes: Uint8Array): Promise<Piece[][]> {
  const task = getDocument({ data: Uint8Array.from(bytes), verbosity: 0 });
  const pdf = await task.promise;
  try {
    const pages: Piece[][] = [];
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const { items } = await (await pdf.getPage(number)).getTextContent();
      const pieces = items.filter((item): item is TextItem => 'str' in item && item.str.trim() !== '');
      pages.push(
        pieces.map(({ str, transform, width }) => ({
          text: str,
          x: Number(transform[4]),
          y: Number(transform[5]),
          width,
        })),
      );
    }
    return pages;
  } finally {
    await task.destroy();
  }
}

/** The pages as people read them: line by line from the top, what stands on one line apart by two spaces. */
export async function pdfPages(bytes: Uint8Array): Promise<string[]> {
  return (await pdfPieces(bytes)).map((pieces) => {
    const lines = new Map<number, Piece[]>();
    for (const piece of pieces) {
      const y = Math.round(piece.y * 2) / 2;
      const near = [...lines.keys()].find((key) => Math.abs(key - y) < 2) ?? y;
      lines.set(near, [...(lines.get(near) ?? []), piece]);
    }
    return [...lines]
      .sort(([a], [b]) => b - a)
      .map(([, line]) => line.sort((a, b) => a.x - b.x).map(({ text }) => text.trim()))
      .map((line) => line.join('  '))
      .join('\n')
      .replaceAll('\u00a0', ' ');
  });
}

interface CanvasFactory {
  create(
    width: number,
    height: number,
  ): {
    readonly canvas: unknown;
    readonly context: {
      getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
    };
  };
}

/** The colour at a point of the first page (points from the upper left corner), as a reader sees it. */
export async function pdfColours(
  bytes: Uint8Array,
  points: readonly (readonly [x: number, y: number])[],
): Promise<(readonly number[])[]> {
  const task = getDocument({ data: Uint8Array.from(bytes), verbosity: 0 });
  const pdf = await task.promise;
  try {
    const page = await pdf.getPage(1);
    const viewport = page.getViewport({ scale: 1 });
    const { canvas, context } = (pdf.canvasFactory as CanvasFactory).create(
      Math.ceil(viewport.width),
      Math.ceil(viewport.height),
    );
    await page.render({ canvas: canvas as never, viewport }).promise;
    return points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]);
  } finally {
    await task.destroy();
  }
}
