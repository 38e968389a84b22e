import createNextIntlPlugin from 'next-intl/plugin'

const withNextIntl = createNextIntlPlugin({
  requestConfig: './content/message/request.ts',
  experimental: {
    // Texts are compiled at build time: pages then carry no parser of message syntax (10 kB).
    messages: { path: './content/message', locales: 'infer', format: 'json', precompile: true },
  },
})

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Compiled lessons are made on the server only; bundling the compiler gains nothing.
  serverExternalPackages: ['@mdx-js/mdx'],
  devIndicators: false,
  // `npm run check` looks at the types of the whole tree; doing it again in the build would double a fresh start.
  typescript: { ignoreBuildErrors: true },
}

export default withNextIntl(config)
