/** Whether an element has come near what the reader sees: time to load what it takes to draw it. */
import { type RefObject, useEffect, useState } from 'react';

/** Takes a reference to an element; gives false until it is a screen away or nearer, and true from then on. */
export function useNear(where: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = where.current;
    if (near || element === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
    }, { rootMargin: '100%' });
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, [where, near]);
  return near;
}
