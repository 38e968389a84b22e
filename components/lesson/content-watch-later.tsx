'use client'

// In a piece of script of its own: who learns loads none of it.
import dynamic from 'next/dynamic'

export const ContentWatchLater = dynamic(() => import('./content-watch.tsx').then((made) => made.ContentWatch))
