using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>Recognizes options that change which parts of a payload are lost, in ways that only the running code knows.</summary>
internal sealed class JsonSetup
{
    private volatile bool _isOpaque;

    private JsonSetup()
    {
    }

    public bool IsOpaque => _isOpaque;

    /// <summary>Watches the compilation. The answer is complete when the compilation ends.</summary>
    public static JsonSetup Watch(CompilationStartAnalysisContext context, KnownSymbols symbols)
    {
        var setup = new JsonSetup();
        context.RegisterOperationAction(
            operation =>
            {
                var property = (IPropertyReferenceOperation)operation.Operation;
                if (JsonOption.IsJson(property, symbols)
                    || (JsonOption.Context(property, symbols) is { } value && IsUnknown(value, symbols)))
                {
                    setup._isOpaque = true;
                }
            },
            OperationKind.PropertyReference);
        return setup;
    }

    /// <summary>
    /// Whether the value may have options of its own. Only the default instance of a context has just those of its attributes.
    /// </summary>
    private static bool IsUnknown(IOperation value, KnownSymbols symbols) =>
        value is not IPropertyReferenceOperation { Property: { Name: "Default", IsStatic: true }, Type: INamedTypeSymbol type }
        || !JsonOption.IsContext(type, symbols) || ChangesContracts(type);

    private static bool ChangesContracts(INamedTypeSymbol context) =>
        context.GetAttributes().SelectMany(attribute => attribute.NamedArguments).Any(option => option.Key is
            "IncludeFields" or "IgnoreReadOnlyFields" or "IgnoreReadOnlyProperties" or "PreferredObjectCreationHandling" or "Converters"
            or "GenerationMode");
}
