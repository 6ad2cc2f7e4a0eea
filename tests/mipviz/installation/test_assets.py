from pathlib import Path

from mipviz.installation.assets import find_assets


def test_a_checkout_has_its_assets_beside_the_package(tmp_path: Path):
    package = tmp_path / "mipviz"
    package.mkdir()
    assert find_assets(package) == (tmp_path / "templates", tmp_path / "static" / "dist")


def test_a_wheel_carries_its_assets_inside_the_package(tmp_path: Path):
    carried = tmp_path / "mipviz" / "_assets"
    carried.mkdir(parents=True)
    assert find_assets(tmp_path / "mipviz") == (carried / "templates", carried / "dist")
