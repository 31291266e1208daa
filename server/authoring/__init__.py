"""Forms a municipality makes itself: from a spreadsheet to every tablet, step by step, each step recorded."""
