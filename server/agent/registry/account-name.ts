// A learner's name -> the name of an account: lower case Latin, digits, single dashes. Hangul is romanised syllable by syllable, so that
// people recognise themselves; anything else that can't be written becomes `learner`.

const NAME_MAX_CHARS = 24
const NAME_MIN_CHARS = 3
const FALLBACK = 'learner'
/** Names that mean something else, on Docker Hub or here. */
const RESERVED = new Set(['library', 'catalog', 'class', 'docker', 'drydock', 'official', 'localhost', 'admin', 'root'])

// Revised Romanization by letter, in Unicode's order of initials, medials and finals (U+AC00 block). Changes between syllables are left out.
const INITIAL = 'g,kk,n,d,tt,r,m,b,pp,s,ss,,j,jj,ch,k,t,p,h'.split(',')
const MEDIAL = 'a,ae,ya,yae,eo,e,yeo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,eu,ui,i'.split(',')
const FINAL = ',k,k,k,n,n,n,t,l,k,m,l,l,l,p,l,m,p,p,t,t,ng,t,t,k,t,p,t'.split(',')

function romanised(text: string): string {
  return text.normalize('NFC').replace(/[가-힣]/g, (syllable) => {
    const n = syllable.charCodeAt(0) - 0xac00
    return `${INITIAL[Math.floor(n / 588)]}${MEDIAL[Math.floor((n % 588) / 28)]}${FINAL[n % 28]}`
  })
}

/** 김민수 -> gimminsu, "Åsa B." -> asa-b */
export function safeName(wish: string): string {
  const name = romanised(wish)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, NAME_MAX_CHARS)
    .replace(/^-+|-+$/g, '')
  return name.length < NAME_MIN_CHARS ? FALLBACK : name
}

/** The wished name, or the first of name-2, name-3 … that is free. */
export function freeName(wish: string, taken: (name: string) => boolean): string {
  const name = safeName(wish)
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`
    if (!RESERVED.has(candidate) && !taken(candidate)) return candidate
  }
}
