using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Streaq.TestSupport;

/// <summary>A project that is published as a native program, once for all tests of a process.</summary>
/// <param name="File">The program.</param>
/// <param name="BuildOutput">The output of its compilers.</param>
public sealed partial record NativeProgram(string File, string BuildOutput)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<NativeProgram>>> Published = new();

    /// <summary>The distinct warnings.</summary>
    public IEnumerable<string> Warnings => BuildOutput.Split('\n').Where(line => WarningPattern().IsMatch(line)).Distinct();

    /// <param name="tests">An assembly whose metadata has the configuration, and the project's path under the project's name.</param>
    /// <param name="project">The project's name.</param>
    public static Task<NativeProgram> OfAsync(Assembly tests, string project) =>
        Published.GetOrAdd(project, _ => new(() => PublishAsync(Metadata(tests, project), Metadata(tests, "Configuration")))).Value;

    private static async Task<NativeProgram> PublishAsync(string project, string configuration)
    {
        var output = Path.Combine(Path.GetDirectoryName(project)!, "bin", configuration, "native");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            // Details of every warning. None stops the build: the tests check to which code they belong.
            "publish", project, "-c", configuration, "-o", output, "-v", "minimal", "--nologo", "-p:TrimmerSingleWarn=false", "-p:TreatWarningsAsErrors=false",
            // The build of the tests has run analyzers on this code already, and has built the referenced projects.
            "-p:RunAnalyzers=false", "-p:BuildProjectReferences=false",
            // Debug symbols double the size of the output. No test reads them.
            "-p:NativeDebugSymbols=false",
            // Saves a third of the compiler's time. Trimming and the program's behaviour are the same without optimization.
            "-p:Optimize=false",
            .. IsOnPath("clang") ? (string[])[] : ["-p:CppCompilerAndLinker=gcc"],
            // With gold, a publish takes a seventh less processor time.
            .. IsOnPath("ld.gold") ? (string[])["-p:LinkerFlavor=gold"] : [],
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (told, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var text = await told + await complained;
        return process.ExitCode == 0
            ? new NativeProgram(Path.Combine(output, Path.GetFileNameWithoutExtension(project)), text)
            : throw new InvalidOperationException($"{project} can't be published. `make test` installs what its linker needs.\n{text}");
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => System.IO.File.Exists(Path.Combine(folder, program)));

    private static string Metadata(Assembly tests, string key) =>
        tests.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    [GeneratedRegex(@"warning (IL|STRQ|SYSLIB|CS)\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex WarningPattern();
}
