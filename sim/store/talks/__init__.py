"""Operations on what is practised: sessions with their pinned content, turns, gradings."""
