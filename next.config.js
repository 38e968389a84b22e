import createNextIntlPlugin from 'next-intl/plugin'

const withNextIntl = createNextIntlPlugin('./content/message/request.ts')

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Compiled lessons are made on the server only; bundling the compiler gains nothing.
  serverExternalPackages: ['@mdx-js/mdx'],
  devIndicators: false,
}

export default withNextIntl(config)
