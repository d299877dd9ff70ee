namespace Streaq.Tests.Architecture;

/// <summary>Where the sources are, seen from the built tests.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string? directory) =>
        directory is null ? throw new InvalidOperationException($"There is no Streaq.sln above {AppContext.BaseDirectory}.")
        : File.Exists(Path.Combine(directory, "Streaq.sln")) ? directory
        : Find(Path.GetDirectoryName(directory));
}
