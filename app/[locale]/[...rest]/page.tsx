import { notFound } from 'next/navigation'

/** Any other address below a language: the translated "nothing here". */
export default function Rest() {
  notFound()
}
