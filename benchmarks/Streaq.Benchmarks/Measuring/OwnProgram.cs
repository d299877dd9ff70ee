namespace Streaq.Benchmarks.Measuring;

/// <summary>Starts this program once more in another role.</summary>
internal static class OwnProgram
{
    public static string File => Environment.ProcessPath!;

    /// <summary>The argument before all others when <c>dotnet</c> runs this program's library.</summary>
    public static IEnumerable<string> Library =>
        Path.GetFileNameWithoutExtension(File) is "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
