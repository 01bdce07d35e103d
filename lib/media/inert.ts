/** Whether a browser may show files of a type at our address: pictures and videos, but for the format of them that can hold scripts. */
export const isInert = (mime: string): boolean => /^(image|video)\/(?!svg)/.test(mime);
