using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers.Tests.Support;

/// <summary>What an application that uses Streaq is compiled against: .NET's reference assemblies, Streaq, and what it depends on.</summary>
internal static class References
{
    public static ImmutableArray<MetadataReference> Net { get; } = [.. Net100.References.All];

    public static ImmutableArray<MetadataReference> All { get; } =
    [
        .. Net,
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "Microsoft.Extensions.*.dll").Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "StackExchange.Redis.dll")),
        MetadataReference.CreateFromFile(typeof(IStreaqClient).Assembly.Location),
    ];
}
