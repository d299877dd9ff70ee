using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Streaq.TestSupport;

/// <summary>A project published as a native program, once for all tests of a process.</summary>
/// <param name="File">The program.</param>
/// <param name="BuildOutput">What its compilers said.</param>
public sealed partial record NativeProgram(string File, string BuildOutput)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<NativeProgram>>> Published = new();

    /// <summary>Warnings, each once.</summary>
    public IEnumerable<string> Warnings => BuildOutput.Split('\n').Where(line => WarningPattern().IsMatch(line)).Distinct();

    /// <param name="tests">An assembly whose metadata has the project's path under its name, and the configuration.</param>
    /// <param name="project">The project's name.</param>
    public static Task<NativeProgram> OfAsync(Assembly tests, string project) =>
        Published.GetOrAdd(project, _ => new(() => PublishAsync(Metadata(tests, project), Metadata(tests, "Configuration")))).Value;

    private static async Task<NativeProgram> PublishAsync(string project, string configuration)
    {
        var output = Path.Combine(Path.GetDirectoryName(project)!, "bin", configuration, "native");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            // Details of every warning, and none of them a reason to stop: the tests look at whose they are.
            "publish", project, "-c", configuration, "-o", output, "-v", "minimal", "--nologo", "-p:TrimmerSingleWarn=false", "-p:TreatWarningsAsErrors=false",
            // The build of the tests had analyzers look at the same code, and built what the program refers to.
            "-p:RunAnalyzers=false", "-p:BuildProjectReferences=false",
            // A debugger's tables double what is written and linked. No test reads them.
            "-p:NativeDebugSymbols=false",
            // What is trimmed and kept, and how the program behaves, is the same without: a third of the compiler's time.
            "-p:Optimize=false",
            .. IsOnPath("clang") ? (string[])[] : ["-p:CppCompilerAndLinker=gcc"],
            // With it, a publish takes a seventh less of the processor.
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
