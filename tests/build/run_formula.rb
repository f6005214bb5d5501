# SPDX-License-Identifier: Apache-2.0
# Runs the steps of a Homebrew formula where there is no Homebrew: its hash, its `install`, its `test`.
#
#     ruby run_formula.rb FORMULA ARCHIVE FOLDER
#
# The class Formula here has what ours asks for. std_cmake_args are those of Homebrew 4 (Library/Homebrew/formula.rb), less what
# is for macOS alone.
require "digest"
require "fileutils"

class Formula
  class << self
    attr_reader :steps

    def about
      @about ||= {}
    end

    %i[desc homepage url sha256 license].each do |name|
      define_method(name) { |value| about[name] = value }
    end

    def depends_on(_needs) = nil

    def test(&steps)
      @steps = steps
    end

    def inherited(formula)
      super
      @last = formula
    end

    attr_reader :last
  end

  attr_reader :prefix

  def initialize(prefix)
    @prefix = prefix
  end

  def bin = "#{prefix}/bin"

  # As Homebrew reads it: from the name of the archive.
  def version = self.class.about[:url][/-(\d+(\.\d+)+)\.tar\.gz\z/, 1]

  def std_cmake_args
    ["-DCMAKE_INSTALL_PREFIX=#{prefix}", "-DCMAKE_INSTALL_LIBDIR=lib", "-DCMAKE_BUILD_TYPE=Release", "-Wno-dev",
     "-DBUILD_TESTING=OFF"]
  end

  def system(*words)
    Kernel.system(*words) || abort("#{words.join(" ")}: failed")
  end

  def shell_output(line)
    said = `#{line}`
    $?.success? ? said : abort("#{line}: failed")
  end

  def assert_match(expected, found)
    found.include?(expected) || abort("#{found.inspect} has no #{expected.inspect}")
  end
end

formula_path, archive, folder = ARGV.map { |path| File.expand_path(path) }
require formula_path
formula = Formula.last
formula.about[:sha256] == Digest::SHA256.file(archive).hexdigest || abort("sha256 is not that of #{archive}")
FileUtils.rm_rf(folder)
FileUtils.mkdir_p("#{folder}/source")
Kernel.system("tar", "xzf", archive, "--strip-components=1", "-C", "#{folder}/source") || abort("#{archive}: tar failed")
Dir.chdir("#{folder}/source")
made = formula.new("#{folder}/prefix")
made.install
formula.steps || abort("the formula has no test")
made.instance_eval(&formula.steps)
puts "#{formula.name} #{made.version}: installed and tested"
