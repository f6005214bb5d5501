# SPDX-License-Identifier: Apache-2.0
"""Conan recipe of libtoll, over CMakeLists.txt of the release: `conan create build/dist/libtoll-0.1.0`."""
import os

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain
from conan.tools.files import copy, load


class Toll(ConanFile):
    name = "libtoll"
    license = "Apache-2.0"
    description = "What an LLM token costs: exact bills, estimates with a range"
    topics = ("llm", "cost", "billing", "inference")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False], "with_io": [True, False]}
    default_options = {"shared": False, "fPIC": True, "with_io": True}
    exports = "VERSION"
    exports_sources = "*.c", "*.h", "*.hpp", "CMakeLists.txt", "VERSION", "LICENSE"
    implements = ["auto_shared_fpic"]
    languages = "C"

    def set_version(self):
        self.version = load(self, os.path.join(self.recipe_folder, "VERSION")).strip()

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.variables["TOLL_IO"] = bool(self.options.with_io)
        toolchain.variables["TOLL_COMMAND"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "toll")
        core = self.cpp_info.components["toll"]
        core.libs = ["toll"]
        core.system_libs = ["m"] if self.settings.os in ("Linux", "FreeBSD") else []
        core.set_property("cmake_target_name", "toll::toll")
        core.set_property("pkg_config_name", "libtoll")
        if self.options.with_io:
            reader = self.cpp_info.components["io"]
            reader.libs = ["toll-io"]
            reader.requires = ["toll"]
            reader.set_property("cmake_target_name", "toll::io")
            reader.set_property("pkg_config_name", "libtoll-io")
