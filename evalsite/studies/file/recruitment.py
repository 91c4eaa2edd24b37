"""The table `[recruitment]` of a study file: by which doors participants come in."""

from typing import Annotated

from pydantic import Field

from face.documents import Document

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Prolific(Document):
    """The table `[recruitment.prolific]`: the codes that its study there knows, one for each way of ending."""

    completion_code: Code
    screened_out_code: Code | None = None
    withdrawn_code: Code | None = None


class Recruitment(Document):
    """The doors of a study; the direct one is open unless a platform is named, since who enters there isn't known."""

    prolific: Prolific | None = None
    direct: bool | None = None
    beyond_plan: bool = Field(default=False, description="let people in who come when every cell has its ratings")

    @property
    def is_direct(self) -> bool:
        """Whether everyone who has the link may take part."""
        return self.prolific is None if self.direct is None else self.direct
