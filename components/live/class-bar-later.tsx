'use client'

// The class bar in a piece of script of its own: who is in no class reads every page without it.
import dynamic from 'next/dynamic'

export const ClassBarLater = dynamic(() => import('./class-bar.tsx').then((made) => made.ClassBar))
