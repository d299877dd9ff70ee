namespace Streaq.Benchmarks.Measuring;

/// <summary>This program, to be started once more in another role.</summary>
internal static class OwnProgram
{
    public static string File => Environment.ProcessPath!;

    /// <summary>What goes before the arguments where <c>dotnet</c> runs the program's library.</summary>
    public static IEnumerable<string> Library =>
        Path.GetFileNameWithoutExtension(File) is "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
