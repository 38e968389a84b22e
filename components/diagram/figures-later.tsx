'use client'

// The figures of lessons, each a piece of script of its own: a page loads those that its text has, drawn by the server all the same.
import dynamic from 'next/dynamic'

export const Argv = dynamic(() => import('./argv.tsx').then((made) => made.Argv))
export const Blobs = dynamic(() => import('./blobs.tsx').then((made) => made.Blobs))
export const BuildCache = dynamic(() => import('./build-cache.tsx').then((made) => made.BuildCache))
export const BuildSteps = dynamic(() => import('./build-steps.tsx').then((made) => made.BuildSteps))
export const Chain = dynamic(() => import('./chain.tsx').then((made) => made.Chain))
export const FleetSlider = dynamic(() => import('./fleet-slider.tsx').then((made) => made.FleetSlider))
export const Lanes = dynamic(() => import('./lanes.tsx').then((made) => made.Lanes))
export const Layers = dynamic(() => import('./layers.tsx').then((made) => made.Layers))
export const Lifecycle = dynamic(() => import('./lifecycle.tsx').then((made) => made.Lifecycle))
export const Mounts = dynamic(() => import('./mounts.tsx').then((made) => made.Mounts))
export const PortPath = dynamic(() => import('./port-path.tsx').then((made) => made.PortPath))
export const RunFlow = dynamic(() => import('./run-flow.tsx').then((made) => made.RunFlow))
export const Stack = dynamic(() => import('./stack.tsx').then((made) => made.Stack))
