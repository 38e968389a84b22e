// Names for containers that the learner gave none: an adjective and a craft at sea.
import { randomInt } from 'node:crypto'

const LEFT =
  'able amber bold brave breezy bright brisk calm careful cheerful clever coral curious daring deft eager early easy epic fair fast fearless fine fleet fresh friendly gentle glad golden good graceful grand happy hardy honest hopeful humble jolly keen kind light lively loyal lucky mellow merry mighty misty modest neat nimble noble patient plucky polite proud quick quiet ready rosy salty serene sharp shiny silent silver simple sleek smart snug solid sound speedy spry steady still stoic strong sunny sure swift tall tender thrifty tidy trim true trusty upbeat vivid warm wise witty young zesty'
const RIGHT =
  'anchor barge beacon berth bosun bowline brig buoy canoe capstan captain catamaran clipper compass coracle crane cutter dhow diver dock dolphin dory drifter ferry fjord frigate galleon galley gannet gull harbor helm heron hull islet jetty junk kayak keel ketch lagoon lantern launch lighthouse lugger mariner marlin mast navigator oar osprey otter packet pelican pier pilot pinnace plover porpoise port prow puffin quay raft reef rigger rudder sail sailor schooner seal sextant skiff skipper sloop spar stern steward swell tern tide tiller trawler trident tug voyager wharf whale windlass yacht yawl'
const left = LEFT.split(' ')
const right = RIGHT.split(' ')

/** brave_otter; with a digit behind it after some tries, as Docker does. */
export function randomName(isTaken: (name: string) => boolean): string {
  for (let tries = 0; ; tries++) {
    const name = `${left[randomInt(left.length)]}_${right[randomInt(right.length)]}${tries > 5 ? randomInt(10_000) : ''}`
    if (!isTaken(name)) return name
  }
}
