using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers.Tests.Support;

/// <summary>The references of an application that uses Streaq: .NET's reference assemblies, Streaq, and its dependencies.</summary>
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
