/** Three containers in a dock: drawn in the accent and the text colour, so both themes fit. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className}>
      <rect x="5" y="9.5" width="6" height="5" rx="1" fill="var(--accent)" />
      <rect x="13" y="9.5" width="6" height="5" rx="1" fill="var(--accent)" opacity="0.55" />
      <rect x="9" y="3" width="6" height="5" rx="1" fill="var(--accent)" opacity="0.8" />
      <path
        d="M2 8v9.5a3 3 0 0 0 3 3h14a3 3 0 0 0 3-3V8"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  )
}
