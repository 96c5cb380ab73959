import { maxSvgEntityBytes } from './limits.ts';

const declaration = /<!ENTITY\s+(%\s+)?([^\s%]+)\s+(?:(?:SYSTEM|PUBLIC)\b|"([^"]*)"|'([^']*)')/giu;

/**
 * Whether an SVG's entities stay small when expanded. Drawing programs declare a few; bombs nest them.
 * An entity that refers to another, to a file or to an address, and a parameter entity, is none of the former.
 */
export function entitiesAreTame(svg: string): boolean {
  if (!/<!ENTITY/iu.test(svg)) return true;
  const declared = svg.match(/<!ENTITY/giu)?.length ?? 0;
  let understood = 0;
  let expandedBytes = 0;
  for (const [, parameter, name, double, single] of svg.matchAll(declaration)) {
    const value = double ?? single;
    if (parameter !== undefined || value === undefined || /&(?!#)/u.test(value)) return false;
    understood++;
    expandedBytes += value.length * (svg.split(`&${name};`).length - 1);
    if (understood > 1000 || expandedBytes > maxSvgEntityBytes) return false;
  }
  return understood === declared;
}
