/** Our own line icons on a 24 px field, 2 px strokes. An icon never stands without its word. */
const paths = {
  back: 'M15 4 7 12l8 8',
  go: 'm9 4 8 8-8 8',
  down: 'm4 9 8 8 8-8',
  tick: 'm4 13 5 5L20 6',
  'double-tick': 'm2 13 4.5 4.5L15 8M10.5 16.5l1.5 1.5L22 7',
  pencil: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  tablet: 'M6 2h12v20H6zM9 11l2.5 2.5L15.5 9',
  up: 'M12 21V4M5 11l7-7 7 7',
  cards: 'M3 7h11v11H3zM10 7V3h11v11h-7',
  hand: 'M7 13V6a1.5 1.5 0 0 1 3 0v5V4a1.5 1.5 0 0 1 3 0v7-5a1.5 1.5 0 0 1 3 0v6-3a1.5 1.5 0 0 1 3 0v6c0 4-3 7-6.5 7S8 20 6.5 17.500L4 14a1.6 1.6 0 0 1 3-1',
  speech: 'M3 4h18v12H11l-5 5v-5H3z',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  stamp: 'M9 3h6v5l2 5H7l2-5zM5 13h14v4H5zM4 21h16',
  urgent: 'M12 2 2 21h20zM12 9v6M12 18v.5',
  problem: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM12 7v6M12 16.500v.5',
  today: 'M4 5h16v16H4zM4 10h16M8 2v5M16 2v5M9 15h6',
  find: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM15 15l6 6',
  salon: 'M3 11 12 4l9 7M5 10v11h14V10M10 21v-6h4v6',
  sent: 'M4 14v6h16v-6M12 16V3M6 9l6-6 6 6',
  person: 'M12 3a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM3 22c0-5 4-7 9-7s9 2 9 7',
  add: 'M12 4v16M4 12h16',
  sheet: 'M5 2h10l4 4v16H5zM9 10h6M9 14h6M9 18h4',
  visit: 'M3 11 12 4l9 7M5 10v11h14V10M9 15.500l2 2 4-4',
  phone: 'M6 3h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4c0 2-2 3-4 3C10 20 4 14 3 7c0-2 1-4 3-4z',
  clock: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM12 6v6l4 3',
  bell: 'M6 17V10a6 6 0 0 1 12 0v7l2 2H4zM10 22h4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  cloud: 'M7 19a5 5 0 0 1-.5-10A6 6 0 0 1 18 8.5 5.3 5.3 0 0 1 17.5 19zM4 3l16 19',
  filled: 'M5 5h14v14H5z',
  outline: 'M5 5h14v14H5z',
  dashed: 'M5 9V5h4M15 5h4v4M19 15v4h-4M9 19H5v-4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, class: extra }: { name: IconName; class?: string }) {
  const looks = ['icon', name === 'filled' && 'icon-filled', extra].filter(Boolean).join(' ');
  return (
    <svg class={looks} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
