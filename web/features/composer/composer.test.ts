import { describe, expect, it } from 'vitest';
import { judgePaste, sends } from './keys.ts';

const press = (of: Partial<Parameters<typeof sends>[0]>) => ({
  key: 'Enter',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 13,
  ...of,
});
const picture = new File(['x'], 'image.png', { type: 'image/png' });

describe('Enter', () => {
  it('sends with a keyboard and makes a line on a touch screen', () => {
    expect([sends(press({}), false), sends(press({}), true)]).toEqual([true, false]);
  });
  it('makes a line with Shift and sends with Ctrl or Cmd wherever one is', () => {
    expect(sends(press({ shiftKey: true }), false)).toBe(false);
    expect([sends(press({ ctrlKey: true }), true), sends(press({ metaKey: true }), true)]).toEqual([
      true,
      true,
    ]);
  });
  it('belongs to the input method while it composes', () => {
    expect(sends(press({ isComposing: true }), false)).toBe(false);
    expect(sends(press({ keyCode: 229 }), false)).toBe(false);
  });
});

describe('a paste', () => {
  it('of text and its picture, as Word makes it, is the text, and the picture is offered', () => {
    expect(judgePaste('a paragraph', [picture], false)).toEqual({ is: 'text', offer: [picture] });
  });
  it('of a picture alone is the picture', () => {
    expect(judgePaste('', [picture], false)).toEqual({ is: 'files', files: [picture] });
  });
  it('of a copied file is the file, though its name comes as text', () => {
    expect(judgePaste('/home/ann/image.png', [picture], false)).toEqual({ is: 'files', files: [picture] });
  });
  it('as plain text never brings a file', () => {
    expect(judgePaste('a paragraph', [picture], true)).toEqual({ is: 'text', offer: [] });
    expect(judgePaste('', [picture], true)).toEqual({ is: 'nothing' });
  });
});
