using Microsoft.CodeAnalysis;

namespace Streaq.Generators;

/// <summary>The service that a parameter requests, by the rules of <c>DelegateBinder</c> and <c>OptionalService</c>.</summary>
/// <param name="Key">Its key, as a literal; <see langword="null"/> without one.</param>
/// <param name="KeyType">The type that the literal names.</param>
/// <param name="IsOptional">Whether it may be missing.</param>
/// <param name="Obstacle">Why the service is not known at compile time; <see langword="null"/> when it is.</param>
internal sealed record ServiceRule(string? Key, ITypeSymbol? KeyType, bool IsOptional, string? Obstacle)
{
    private const string KeyedServices = "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute";

    public static ServiceRule Of(IParameterSymbol parameter)
    {
        var obstacle = OfDefault(parameter);
        var isOptional = parameter.HasExplicitDefaultValue || IsNullable(parameter);
        if (parameter.GetAttributes().FirstOrDefault(attribute => IsKeyed(attribute.AttributeClass)) is not { } keyed)
        {
            return new(null, null, isOptional, obstacle);
        }

        if (keyed.AttributeClass!.ToDisplayString() is not KeyedServices)
        {
            return new(
                null,
                null,
                isOptional,
                $"the attribute '{keyed.AttributeClass.Name}' of parameter '{parameter.Name}' makes its key when the application runs; "
                + "use [FromKeyedServices]");
        }

        var key = keyed.ConstructorArguments.FirstOrDefault();
        if (key.IsNull)
        {
            // No key, or the key of the service that has the parameter. A handler has no key.
            return new(null, null, isOptional, obstacle);
        }

        return new(
            Literal.Object(key),
            key.Kind is TypedConstantKind.Type ? (ITypeSymbol?)key.Value : key.Type,
            isOptional,
            obstacle ?? (Literal.Object(key) is null ? $"the key of parameter '{parameter.Name}' is an array; use a text" : null));
    }

    private static string? OfDefault(IParameterSymbol parameter) =>
        parameter.IsOptional && (!parameter.HasExplicitDefaultValue || parameter.ExplicitDefaultValue is DateTime)
            ? $"the default value of parameter '{parameter.Name}' stands in an attribute; write it behind the parameter"
            : null;

    private static bool IsNullable(IParameterSymbol parameter)
    {
        if (parameter.Type.IsValueType)
        {
            return KnownTypes.Optional(parameter.Type) is not null;
        }

        return !Has(parameter, "DisallowNullAttribute")
            && (parameter.NullableAnnotation is NullableAnnotation.Annotated || Has(parameter, "AllowNullAttribute"));
    }

    private static bool Has(IParameterSymbol parameter, string name) => parameter.GetAttributes()
        .Any(attribute => attribute.AttributeClass is { } type && type.Name.Equals(name, StringComparison.Ordinal)
            && type.ContainingNamespace.ToDisplayString() is "System.Diagnostics.CodeAnalysis");

    private static bool IsKeyed(INamedTypeSymbol? type) =>
        type is not null && (type.ToDisplayString() is KeyedServices || IsKeyed(type.BaseType));
}
