using System.Diagnostics;
using System.Reflection;

namespace Streaq.NativeAot.Tests;

/// <summary>The sample as a native program: published once, for all tests.</summary>
internal static class NativePublish
{
    private static readonly Lazy<Task<(string Program, string Output)>> Published = new(PublishAsync);

    /// <summary>The program's path, and what its compilers said.</summary>
    public static Task<(string Program, string Output)> Once => Published.Value;

    private static async Task<(string Program, string Output)> PublishAsync()
    {
        var (project, configuration) = (Metadata("NativeAot"), Metadata("Configuration"));
        var output = Path.Combine(Path.GetDirectoryName(project)!, "bin", configuration, "native");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            // Details of every warning, and none of them a reason to stop: the tests look at whose they are.
            "publish", project, "-c", configuration, "-o", output, "-v", "minimal", "--nologo", "-p:TrimmerSingleWarn=false", "-p:TreatWarningsAsErrors=false",
            .. IsOnPath("clang") ? (string[])[] : ["-p:CppCompilerAndLinker=gcc"],
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
            ? (Path.Combine(output, Path.GetFileNameWithoutExtension(project)), text)
            : throw new InvalidOperationException($"The sample can't be published. `make test` installs what its linker needs.\n{text}");
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Metadata(string key) =>
        typeof(NativePublish).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
