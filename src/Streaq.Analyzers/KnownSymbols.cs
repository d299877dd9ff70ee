using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>The types that the rules look for, found once for a compilation.</summary>
internal sealed class KnownSymbols
{
    private static readonly ConditionalWeakTable<Compilation, KnownSymbols> Known = new();

    private readonly Compilation _compilation;

    private KnownSymbols(Compilation compilation)
    {
        _compilation = compilation;
        Types = new RuntimeTypes(compilation);
        Builder = Find("Streaq.StreaqBuilder");
        if (Builder is null)
        {
            return;
        }

        Definition = Find("Streaq.TaskDefinition`1");
        DefinitionWithResult = Find("Streaq.TaskDefinition`2");
        NoArgument = Find("Streaq.NoArgument");
        Context = Find("Streaq.TaskContext");
        Delegate = Find("Streaq.TaskDelegate");
        Options = Find("Streaq.StreaqOptions");
        SyncHandler = Find("Streaq.ISyncTaskHandler`1");
        Client = Find("Streaq.IStreaqClient");
        ClientExtensions = Find("Streaq.StreaqClientExtensions");
        Pipeline = Find("Streaq.TaskPipeline");
        PipelineWithResult = Find("Streaq.TaskPipeline`1");
        RetryException = Find("Streaq.StreaqRetryException");
        SnoozeException = Find("Streaq.StreaqSnoozeException");
        TestKit = Find("Streaq.Testing.StreaqTestHost");
        JsonContext = Find("System.Text.Json.Serialization.JsonSerializerContext");
        CancellationToken = Find("System.Threading.CancellationToken");
        Thread = Find("System.Threading.Thread");
        Task = Find("System.Threading.Tasks.Task");
        TaskWithResult = Find("System.Threading.Tasks.Task`1");
        ValueTask = Find("System.Threading.Tasks.ValueTask");
        ValueTaskWithResult = Find("System.Threading.Tasks.ValueTask`1");
    }

    /// <summary>Compares types of this compilation as the runtime does.</summary>
    public RuntimeTypes Types { get; }

    public INamedTypeSymbol? Builder { get; }

    public INamedTypeSymbol? Definition { get; }

    public INamedTypeSymbol? DefinitionWithResult { get; }

    public INamedTypeSymbol? NoArgument { get; }

    public INamedTypeSymbol? Context { get; }

    public INamedTypeSymbol? Delegate { get; }

    public INamedTypeSymbol? Options { get; }

    public INamedTypeSymbol? SyncHandler { get; }

    public INamedTypeSymbol? Client { get; }

    public INamedTypeSymbol? ClientExtensions { get; }

    public INamedTypeSymbol? Pipeline { get; }

    public INamedTypeSymbol? PipelineWithResult { get; }

    public INamedTypeSymbol? RetryException { get; }

    public INamedTypeSymbol? SnoozeException { get; }

    /// <summary>The host of Streaq.Testing. With it, every test has a queue of its own.</summary>
    public INamedTypeSymbol? TestKit { get; }

    public INamedTypeSymbol? JsonContext { get; }

    public INamedTypeSymbol? CancellationToken { get; }

    public INamedTypeSymbol? Thread { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskWithResult { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? ValueTaskWithResult { get; }

    /// <returns>The symbols; <see langword="null"/> when Streaq is not referenced.</returns>
    public static KnownSymbols? Of(Compilation compilation) =>
        Known.GetValue(compilation, static key => new KnownSymbols(key)) is { Builder: not null } symbols ? symbols : null;

    /// <summary>Whether a type is a known one, whatever its type arguments.</summary>
    public static bool Is(ISymbol? type, INamedTypeSymbol? known) =>
        known is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, known);

    /// <summary>Whether a type is a known one or derives from it.</summary>
    public static bool IsOrDerives(ITypeSymbol? type, INamedTypeSymbol? known)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (Is(at, known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether values of this type are awaited.</summary>
    public bool IsAwaitable(ITypeSymbol? type) =>
        IsOrDerives(type, Task) || Is(type, ValueTask) || Is(type, ValueTaskWithResult);

    /// <summary>Returns the type of that name. If several assemblies have one, the first that is referenced counts.</summary>
    private INamedTypeSymbol? Find(string name) =>
        _compilation.GetTypeByMetadataName(name) ?? _compilation.GetTypesByMetadataName(name).FirstOrDefault();
}
