"""Operations on any mesh, without knowing that it is a head."""
