const notes = [
  { hz: 660, atSeconds: 0 },
  { hz: 880, atSeconds: 0.11 },
];
const loudness = 0.12;
const lastsSeconds = 0.32;

let audio: AudioContext | null = null;

/** Two soft tones. Silent where the browser wants a person's click first. */
export async function playTone(): Promise<void> {
  audio ??= new AudioContext();
  if (audio.state === 'suspended')
    await Promise.race([audio.resume(), new Promise((end) => setTimeout(end, 300))]);
  if (audio.state !== 'running') return;
  for (const { hz, atSeconds } of notes) {
    const from = audio.currentTime + atSeconds;
    const tone = new OscillatorNode(audio, { type: 'sine', frequency: hz });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + lastsSeconds);
    tone.connect(gain).connect(audio.destination);
    tone.start(from);
    tone.stop(from + lastsSeconds);
  }
}
